/** Where cards stand in the margin: each beside its sentence, none upon another. */

/**
 * Tops nearest to those wanted, in the given order, at least `gap` apart and not above 0.
 *
 * Cards that would overlap form a block, which stands where its members move least in all.
 */
export function align(wanted: number[], heights: number[], gap: number): number[] {
  const before: number[] = [];
  let sum = 0;
  for (const height of heights) {
    before.push(sum);
    sum += height + gap;
  }
  const blocks: { start: number; count: number; total: number }[] = [];
  wanted.forEach((want, i) => {
    let block = { start: 0, count: 1, total: want - (before[i] ?? 0) };
    block.start = block.total;
    for (let above = blocks.at(-1); above !== undefined && above.start > block.start; above = blocks.at(-1)) {
      blocks.pop();
      const [count, total] = [above.count + block.count, above.total + block.total];
      block = { start: total / count, count, total };
    }
    blocks.push(block);
  });
  const starts = blocks.flatMap(({ start, count }) => new Array<number>(count).fill(Math.max(0, start)));
  return starts.map((start, i) => start + (before[i] ?? 0));
}

/** Claims in an attribute: ids between spaces. */
export function claimsOf(written: string | undefined): string[] {
  return (written ?? "").split(/\s+/).filter((id) => id !== "");
}
