// Bundle the doors' scripts and styles into the static files that the wheel carries.
import { copyFile, mkdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = fileURLToPath(new URL("../ravny/core/kit/static/page/", import.meta.url));

const scripts = {
  desk: "src/desk/main.ts",
  "desk-keys": "src/desk/keys-main.ts",
  pdf: "src/attachments/pdf.ts",
  field: "src/field/main.ts",
  "field-worker": "src/field/worker.ts",
  portal: "src/portal/main.ts",
};
const styles = { desk: "css/desk.css", field: "css/field.css", portal: "css/portal.css" };

/** Entry points that exist: a door may come without a script of its own. */
function present(entries) {
  return Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(here + path)));
}

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: "none",
  outdir: target,
  logLevel: "warning",
};

await mkdir(target, { recursive: true });
await build({ ...common, entryPoints: present(scripts), format: "esm", target: "es2022" });
// A style sheet names fonts and pictures as they lie beside it: esbuild leaves them alone.
await build({ ...common, entryPoints: present(styles), external: ["*.woff2", "*.svg", "*.png"] });
await copyFile(`${here}node_modules/htmx.org/dist/htmx.min.js`, `${target}htmx.js`);
// pdf.js works in a file of its own, and has two decoders of scanned pages compiled; with its licence.
const pdf = `${here}node_modules/pdfjs-dist/`;
await copyFile(`${pdf}legacy/build/pdf.worker.min.mjs`, `${target}pdf-worker.js`);
await mkdir(`${target}pdf/`, { recursive: true });
for (const part of ["jbig2.wasm", "openjpeg.wasm", "LICENSE_JBIG2", "LICENSE_OPENJPEG"]) {
  await copyFile(`${pdf}wasm/${part}`, `${target}pdf/${part}`);
}
await copyFile(`${pdf}LICENSE`, `${target}pdf/LICENSE`);
// The joining page draws a phrase from these lists; nobody asks a server for words.
for (const language of ["ru", "en"]) {
  await copyFile(`${here}../ravny/core/vault/words/${language}.txt`, `${target}words-${language}.txt`);
}
