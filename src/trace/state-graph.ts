/** The states of a definition and the ways between them, nested as Map and Parallel nest them. */

type Definition = Readonly<Record<string, unknown>>;

export interface GraphState {
  /** Path through the nesting: `Each/Item`; unique. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** What the state does, in a few words: `lambda:invoke`, `wait 5 s`. */
  readonly what: string;
  /** The machines inside of a Map or Parallel. */
  readonly inner: readonly StateGraph[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'next' | 'choice' | 'default' | 'catch';
  /** A Choice's condition or a Catch's errors. */
  readonly label: string;
}

/** One machine: the definition itself, or a branch or item processor inside of it. */
export interface StateGraph {
  readonly startAt: string;
  readonly states: readonly GraphState[];
  readonly edges: readonly GraphEdge[];
  /** Ids of the states that end it. */
  readonly ends: readonly string[];
}

const isObject = (value: unknown): value is Definition => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Definition[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The graph of a definition that Step Functions accepts. */
export function stateGraph(definition: Definition, prefix = ''): StateGraph {
  const states = Object.entries(isObject(definition['States']) ? definition['States'] : {}).filter(
    (entry): entry is [string, Definition] => isObject(entry[1]),
  );
  const id = (name: unknown): string => prefix + String(name);
  return {
    startAt: id(definition['StartAt']),
    states: states.map(([name, state]) => ({
      id: id(name),
      name,
      type: String(state['Type']),
      what: whatOf(state),
      inner: innerOf(state).map((machine, index, all) => stateGraph(machine, `${id(name)}/${all.length > 1 ? `${index}/` : ''}`)),
    })),
    edges: states.flatMap(([name, state]) => edgesOf(name, state, id)),
    ends: states
      .filter(([, state]) => state['End'] === true || state['Type'] === 'Succeed' || state['Type'] === 'Fail')
      .map(([name]) => id(name)),
  };
}

function innerOf(state: Definition): readonly Definition[] {
  const processor = state['ItemProcessor'] ?? state['Iterator'];
  return isObject(processor) ? [processor] : listOf(state['Branches']);
}

function edgesOf(name: string, state: Definition, id: (name: unknown) => string): GraphEdge[] {
  const from = id(name);
  return [
    ...(typeof state['Next'] === 'string' ? [{ from, to: id(state['Next']), kind: 'next' as const, label: '' }] : []),
    ...listOf(state['Choices']).map((rule) => ({
      from,
      to: id(rule['Next']),
      kind: 'choice' as const,
      label: conditionOf(rule),
    })),
    ...(typeof state['Default'] === 'string'
      ? [{ from, to: id(state['Default']), kind: 'default' as const, label: 'otherwise' }]
      : []),
    ...listOf(state['Catch']).map((catcher) => ({
      from,
      to: id(catcher['Next']),
      kind: 'catch' as const,
      label: Array.isArray(catcher['ErrorEquals']) ? catcher['ErrorEquals'].join(', ') : '',
    })),
  ];
}

/** A JSONata condition without its delimiters; a JSONPath rule as its operator and value. */
function conditionOf(rule: Definition): string {
  if (typeof rule['Condition'] === 'string') return rule['Condition'].replace(/^\{%\s*|\s*%\}$/g, '');
  const operator = Object.keys(rule).find((key) => !['Variable', 'Next', 'Comment', 'Assign'].includes(key));
  if (operator === undefined) return '';
  const value = rule[operator];
  return typeof rule['Variable'] === 'string' ? `${rule['Variable']} ${operator} ${JSON.stringify(value)}` : operator;
}

function whatOf(state: Definition): string {
  const { Type: type, Resource: resource } = state as { Type?: unknown; Resource?: unknown };
  if (type === 'Task' && typeof resource === 'string') {
    const integration = /^arn:[^:]+:states:::(.+)$/.exec(resource)?.[1];
    return integration ?? resource.split(':').slice(5).join(':');
  }
  if (type === 'Wait' && typeof state['Seconds'] === 'number') return `${state['Seconds']} s`;
  if (type === 'Map') {
    const config =
      isObject(state['ItemProcessor']) && isObject(state['ItemProcessor']['ProcessorConfig'])
        ? state['ItemProcessor']['ProcessorConfig']
        : {};
    return config['Mode'] === 'DISTRIBUTED' ? 'distributed' : 'inline';
  }
  return '';
}
