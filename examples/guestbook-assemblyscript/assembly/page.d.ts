/** `wajs build` bundles an .html file as its text. */
declare module '*.html' {
  const text: string;
  export default text;
}
