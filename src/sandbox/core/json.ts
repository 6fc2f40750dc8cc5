/** A JSON value. Everything the sandbox stores, journals or sends is one of these. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
