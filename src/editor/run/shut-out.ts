/**
 * What a program may find in its worker: the language, and what works on values and time. All else of the worker is taken away: what reaches the
 * network, files, other workers or the page. A list of what stays is as long as it is; one of what goes would miss what browsers add.
 */
const language = `AggregateError Array ArrayBuffer AsyncDisposableStack AsyncFunction Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date
  DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl
  Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String SuppressedError Symbol
  SyntaxError Temporal TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly decodeURI
  decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt undefined unescape`;

const values = `AbortController AbortSignal Blob CompressionStream Crypto DOMException DecompressionStream Event EventTarget File Headers MessageChannel
  MessageEvent MessagePort Performance PerformanceEntry PerformanceMark PerformanceMeasure ReadableStream Response SubtleCrypto TextDecoder
  TextDecoderStream TextEncoder TextEncoderStream TransformStream URL URLSearchParams WritableStream atob btoa clearInterval clearTimeout console
  crypto crossOriginIsolated isSecureContext performance queueMicrotask reportError self setInterval setTimeout structuredClone addEventListener
  removeEventListener dispatchEvent`;

const stays = new Set([language, values].flatMap((list) => list.split(/\s+/)));

/** Takes away all that is not on the list; of the navigator, what tells of the machine stays. */
export function shutOut(): void {
  const { hardwareConcurrency, language: tongue, userAgent } = navigator;
  for (let object: object | null = globalThis; object !== null && object !== Object.prototype; object = Object.getPrototypeOf(object)) {
    for (const name of Object.getOwnPropertyNames(object)) {
      if (!stays.has(name) && name !== "constructor") Reflect.deleteProperty(object, name);
    }
  }
  const known = Object.freeze({ hardwareConcurrency, language: tongue, userAgent });
  Object.defineProperty(globalThis, "navigator", { value: known });
}
