/** JSON as the shape that whoever wrote it gave it; nothing is checked. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it stands for a cast, in one place
export function json<Shape>(text: string): Shape {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this benchmark or its stub
  return JSON.parse(text) as Shape;
}
