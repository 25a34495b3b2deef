/** Which cells of the table of sides contradict each other, and where the bar between them goes. */

/** A cell that takes part in contradictions. */
export interface Contested {
  row: number;
  column: number;
  numbers: string[];
}

/** All cells of one contradiction, in the order of the table. */
export interface Join {
  number: string;
  cells: { row: number; column: number }[];
  /** The row after which the bar is drawn: the last that has a cell of it. */
  after: number;
}

/** Contradictions by number, those of at least two cells. */
export function joins(cells: Contested[]): Join[] {
  const found = new Map<string, Join>();
  for (const { row, column, numbers } of cells) {
    for (const number of numbers) {
      const join = found.get(number) ?? { number, cells: [], after: row };
      join.cells.push({ row, column });
      join.after = Math.max(join.after, row);
      found.set(number, join);
    }
  }
  return [...found.values()]
    .filter((join) => join.cells.length > 1)
    .sort((a, b) => a.after - b.after || Number(a.number) - Number(b.number));
}

/** A bar from the leftmost to the rightmost of the cells' middles, with a foot up to each; empty where they are one. */
export function bar(middles: number[], height: number): string {
  const sorted = [...new Set(middles.map(Math.round))].sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || first === last) return "";
  return `M${first},${height}H${last}${sorted.map((x) => `M${x},0V${height}`).join("")}`;
}

/** Room to leave left and right of words so that they stand centered beneath a bar, and yet have `least` pixels. */
export function beneath(middles: number[], width: number, least: number): [number, number] {
  if (middles.length === 0) return [0, 0];
  const center = (Math.min(...middles) + Math.max(...middles)) / 2;
  const most = Math.max(0, width - least);
  return [Math.min(most, Math.max(0, 2 * center - width)), Math.min(most, Math.max(0, width - 2 * center))];
}
