/** Node's own writing of values, as a package of the site: what is checked where the site's packages are not installed. */
declare module "node-inspect-extracted" {
  export function format(...values: readonly unknown[]): string;
}
