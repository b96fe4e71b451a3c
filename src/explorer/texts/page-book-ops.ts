/** Put in by the build. */
declare const SCRIPT: string;

/** The text of dist/explorer/page-book-ops.js, gzipped, in base64: for Node, and for those who write pages where there are no files. */
export default SCRIPT;
