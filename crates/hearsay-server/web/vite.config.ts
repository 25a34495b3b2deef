import { defineConfig } from "vite";

// One entry of a fixed name, which the server's pages name, and beside it a chunk for each island
// and each map, loaded only by pages that hold them. Addresses are relative, because the server
// decides where all this lies.
export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    target: "es2022",
    outDir: "dist",
    modulePreload: false,
    // What is embedded in the program takes the notices of its libraries along.
    license: { fileName: "licenses.md" },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: "src/islands.ts",
      preserveEntrySignatures: false,
      output: {
        format: "es",
        entryFileNames: "islands.js",
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
});
