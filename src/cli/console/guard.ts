/** Who may use the console: this machine alone, one browser session, no page of another origin. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { graphStyle } from '../../trace/graph-style.ts';

export interface Session {
  /** `http://127.0.0.1:<port>`. */
  origin: string;
  /** First in the address that the command prints; becomes the cookie. */
  readonly token: string;
  /** In every form. */
  readonly formToken: string;
}

const cookieName = 'groundcrew-console';
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  /* The state graphs bring their own style sheet. */
  `style-src 'self' 'sha256-${createHash('sha256').update(graphStyle).digest('base64')}'`,
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
].join('; ');

/** Refuses what does not come from the session's own pages. */
export function guard(session: Session, largestForm: number): MiddlewareHandler {
  const limit = bodyLimit({ maxSize: largestForm });
  return async (c, next) => {
    c.header('content-security-policy', `${policy}; frame-ancestors 'none'`);
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'same-origin');
    c.header('cache-control', 'no-store');
    const { host } = new URL(session.origin);
    if (c.req.header('host') !== host) return c.text('groundcrew: wrong Host\n', 403);
    const origin = c.req.header('origin');
    if (origin !== undefined && origin !== session.origin) return c.text('groundcrew: wrong Origin\n', 403);
    const given = c.req.query('token');
    if (c.req.method === 'GET' && given !== undefined && same(given, session.token)) {
      setCookie(c, cookieName, session.token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return c.redirect('/', 303);
    }
    if (!same(getCookie(c, cookieName) ?? '', session.token)) {
      return c.text('groundcrew: open the address that groundcrew console printed; it holds the session\n', 403);
    }
    if (c.req.method === 'GET') return next();
    if (c.req.method !== 'POST' || origin === undefined) return c.text('groundcrew: only forms of this console\n', 403);
    return limit(c, async () => {
      const form = await c.req.parseBody();
      if (typeof form['token'] !== 'string' || !same(form['token'], session.formToken)) {
        c.res = c.text('groundcrew: the form is not of this session; load the page again\n', 403);
        return;
      }
      await next();
    });
  };
}

/** Lets the console's own pages show this answer in a frame; it brings a policy of its own. */
export function allowFrame(c: Context): void {
  c.header('content-security-policy', "frame-ancestors 'self'");
}

/** Compares in a time that does not tell how much of it was right. */
function same(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
