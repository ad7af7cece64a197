/* Build what the browser loads.
 *
 * Reads   forum/web/frontend/ (Sass, scripts), forum/web/static/ (pictures of our own), node_modules/
 * Writes  forum/web/static/build/   hashed names, manifest.json, .gz and .br beside each, licences/
 *         forum/documents/fonts/    the TrueType fonts documents are set in
 * Both are made anew from these sources and never committed. Run by hatch_build.py when the package is
 * installed; by hand, with Node: `npm ci --ignore-scripts && npm run build`.
 * Files that did not change are left alone, so that a second build changes nothing on the disk.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { transform } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../../..");
const packages = join(root, "node_modules");
const output = join(root, "forum/web/static/build");
const documentFonts = join(root, "forum/documents/fonts");

const PLEX = "@fontsource/ibm-plex-sans-thai-looped";
const SARABUN = "@expo-google-fonts/sarabun";
const LIVE = [
  "htmx.org/dist/htmx.js",
  "htmx-ext-sse/sse.js",
  "idiomorph/dist/idiomorph-ext.js",
];

const manifest = {};
const written = { [output]: new Set(), [documentFonts]: new Set() };

const fromPackage = (path) => readFileSync(join(packages, path));
const fromHere = (path) => readFileSync(join(here, path), "utf8");

function put(folder, name, content) {
  const path = join(folder, name);
  written[folder].add(name);
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path) || !readFileSync(path).equals(Buffer.from(content))) writeFileSync(path, content);
}

function publish(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const hashed = `${basename(name, extname(name))}.${hash}${extname(name)}`;
  manifest[name] = hashed;
  put(output, hashed, bytes);
  if (/\.(css|js|svg)$/.test(name)) {
    put(output, `${hashed}.gz`, gzipSync(bytes, { level: 9 }));
    const size = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    put(output, `${hashed}.br`, brotliCompressSync(bytes, { params: size }));
  }
}

async function minified(source, loader) {
  const target = ["chrome87", "firefox85", "safari14.1"];
  return (await transform(source, { loader, minify: true, target, legalComments: "none" })).code;
}

function licence(name, file = "LICENSE") {
  put(output, `licences/${name.replace("/", "-").replace("@", "")}.${file}.txt`, fromPackage(`${name}/${file}`));
}

function removeLeftovers(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const name = path.slice(folder.length + 1).replaceAll("\\", "/");
    if (entry.isFile() && !written[folder].has(name)) rmSync(path);
  }
}

for (const script of ["thai", "latin"]) {
  for (const weight of [400, 600]) {
    const file = `${PLEX}/files/ibm-plex-sans-thai-looped-${script}-${weight}-normal.woff2`;
    publish(`${script}-${weight}.woff2`, fromPackage(file));
  }
}
for (const picture of ["favicon.svg", "favicon.png", "og.png"]) {
  publish(picture, readFileSync(join(root, "forum/web/static", picture)));
}

const css = compile(join(here, "app.scss"), {
  loadPaths: [packages],
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
}).css.replace(/url\("asset:([^"]+)"\)/g, (_, name) => `url("${manifest[name]}")`);
publish("app.css", await minified(css, "css"));
publish("app.js", await minified(fromHere("app.js"), "js"));
const live = [...LIVE.map((path) => fromPackage(path).toString()), fromHere("live.js")];
publish("counting.js", await minified(fromHere("counting.js"), "js"));
publish("door.js", await minified(fromHere("door.js"), "js"));
publish("ballot.js", await minified(fromHere("ballot.js"), "js"));
publish("live.js", await minified(live.join("\n;\n"), "js"));
put(output, "manifest.json", `${JSON.stringify(manifest, null, 2)}\n`);

for (const style of ["400Regular", "400Regular_Italic", "700Bold"]) {
  put(documentFonts, `Sarabun_${style}.ttf`, fromPackage(`${SARABUN}/${style}/Sarabun_${style}.ttf`));
}
for (const name of [PLEX, "bootstrap", "htmx.org", "htmx-ext-sse", "idiomorph"]) licence(name);
for (const file of ["LICENSE", "LICENSE_FONT"]) put(documentFonts, `${file}.txt`, fromPackage(`${SARABUN}/${file}`));
removeLeftovers(output);
removeLeftovers(documentFonts);
