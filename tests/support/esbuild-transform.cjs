const { transformSync, version } = require('esbuild');
const { createHash } = require('node:crypto');

/** A jest transform of ten lines: TypeScript to CommonJS with inline source maps, cached by content. */
module.exports = {
  getCacheKey: (source, path) =>
    createHash('sha1')
      .update(version + 'require')
      .update(path)
      .update('\0')
      .update(source)
      .digest('hex'),
  process: (source, path) =>
    transformSync(source, {
      loader: path.endsWith('.ts') ? 'ts' : 'js',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'inline',
      sourcefile: path,
      // import() becomes require(): jest has no dynamic import without a flag of Node.
      supported: { 'dynamic-import': false },
    }),
};
