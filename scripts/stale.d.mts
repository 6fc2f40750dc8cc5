/** True when dist/ is not there, or a source was changed after it was built. */
export declare function isStale(root: string): boolean;
