/** Which operation a REST request names, by the method and URI of each (Smithy specification: HTTP bindings). */
import type { ServiceModel } from './model.ts';
import { queryValue, type WireRequest } from './request.ts';
import type { OperationShape } from './shape.ts';

interface Route {
  readonly operation: OperationShape;
  readonly method: string;
  readonly path: RegExp;
  readonly labels: readonly string[];
  /** Query parameters that the URI itself has; `x-id` only confirms. */
  readonly literals: readonly (readonly [name: string, value: string])[];
  /** Required members in the query string and headers. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  /** Literal characters of the path: the more, the more specific. */
  readonly specificity: number;
}

export interface RouteMatch {
  readonly operation: OperationShape;
  /** Decoded values of the URI's labels. */
  readonly labels: ReadonlyMap<string, string>;
}

const routes = new WeakMap<ServiceModel, readonly Route[]>();

/** The operation of the request's method, path and query; the most specific where several fit. `accepts` narrows further. */
export function matchRoute(
  request: WireRequest,
  path: string,
  model: ServiceModel,
  accepts: (operation: OperationShape) => boolean = () => true,
): RouteMatch | undefined {
  let table = routes.get(model);
  if (!table) {
    table = [...model.operations.values()].flatMap(routeOf);
    routes.set(model, table);
  }
  let best: { route: Route; values: readonly string[]; score: number } | undefined;
  for (const route of table) {
    if (route.method !== request.method || !accepts(route.operation)) continue;
    const values = route.path.exec(path)?.slice(1);
    if (!values || !fits(route, request)) continue;
    const score =
      (queryValue(request, 'x-id') === route.operation.name ? 100_000 : 0) +
      route.literals.length * 1000 +
      (route.requiredQuery.length + route.requiredHeaders.length) * 100 +
      route.specificity;
    if (!best || score > best.score) best = { route, values, score };
  }
  if (!best) return undefined;
  const { route, values } = best;
  return { operation: route.operation, labels: new Map(route.labels.map((name, index) => [name, decode(values[index]!)])) };
}

function fits(route: Route, request: WireRequest): boolean {
  return (
    route.literals.every(([name, value]) => {
      const given = queryValue(request, name);
      return given !== undefined && (value === '' || given === value);
    }) &&
    route.requiredQuery.every((name) => queryValue(request, name) !== undefined) &&
    route.requiredHeaders.every((name) => request.headers[name] !== undefined)
  );
}

function routeOf(operation: OperationShape): Route[] {
  if (!operation.traits.http) return [];
  const [method, uri] = operation.traits.http;
  const [pathTemplate = '/', queryTemplate = ''] = uri.split('?', 2);
  const labels: string[] = [];
  const source = pathTemplate
    .split(/(\{[^}]+\})/)
    .map((part) => {
      const label = /^\{([^}+]+)(\+?)\}$/.exec(part);
      if (!label) return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      labels.push(label[1]!);
      return label[2] ? '(.+)' : '([^/]+)';
    })
    .join('');
  const required = [...operation.input.members].slice(0, operation.input.required).map(([, member]) => member.traits);
  return [
    {
      operation,
      method,
      path: new RegExp(`^${source.replace(/\/$/, '')}/?$`),
      labels,
      literals: [...new URLSearchParams(queryTemplate)].filter(([name]) => name !== 'x-id'),
      requiredQuery: required.flatMap(({ httpQuery }) => httpQuery ?? []),
      requiredHeaders: required.flatMap(({ httpHeader }) => httpHeader?.toLowerCase() ?? []),
      specificity: pathTemplate.replace(/\{[^}]+\}/g, '').length,
    },
  ];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
