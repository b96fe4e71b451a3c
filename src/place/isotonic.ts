/** Where things in a row are to stand, least squares: as near to what each wishes, by its weight, as the distances between them allow. */
export interface Wishes {
  readonly wish: readonly number[];
  readonly weight: readonly number[];
  /** Least distance between each and the one before it; the first is not read. */
  readonly apart: readonly number[];
  /** The first may not stand before this, nor the last behind that. */
  readonly least?: number;
  readonly most?: number;
}

/**
 * Pool adjacent violators: with distances taken off, positions must not fall, and the best such sequence is found by merging neighbours that
 * do. Bounds cut it off, which stays optimal.
 * Source: Barlow, Bartholomew, Bremner and Brunk, Statistical Inference under Order Restrictions (1972).
 */
export function settle({ wish, weight, apart, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Wishes): number[] {
  const count = wish.length;
  const offsets: number[] = [];
  for (let i = 0; i < count; i++) offsets.push(i === 0 ? 0 : (offsets[i - 1] as number) + (apart[i] as number));
  const means: number[] = [];
  const weights: number[] = [];
  const lengths: number[] = [];
  for (let i = 0; i < count; i++) {
    let mean = (wish[i] as number) - (offsets[i] as number);
    let total = weight[i] as number;
    let length = 1;
    while (means.length > 0 && (means.at(-1) as number) > mean) {
      const before = weights.pop() as number;
      mean = (mean * total + (means.pop() as number) * before) / (total + before);
      total += before;
      length += lengths.pop() as number;
    }
    means.push(mean);
    weights.push(total);
    lengths.push(length);
  }
  const end = most - (offsets[count - 1] ?? 0);
  const places: number[] = [];
  for (const [i, mean] of means.entries()) {
    const place = Math.max(least, Math.min(end, mean));
    for (let k = 0; k < (lengths[i] as number); k++) places.push(place + (offsets[places.length] as number));
  }
  return places;
}
