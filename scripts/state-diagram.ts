/** A state machine's definition, as far as its picture needs it. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, PictureState>>;
}
interface PictureState {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
  readonly ItemProcessor?: Definition;
}

/** Mermaid's stateDiagram-v2 of a definition; catches are drawn as `on failure`, a map's states inside it. */
export function stateDiagram(definition: Definition): string {
  return ['stateDiagram-v2', ...lines(definition, '  ')].join('\n');
}

function lines({ StartAt, States }: Definition, indent: string): string[] {
  const id = (name: string): string => name.replace(/\W/g, '');
  return [
    `${indent}[*] --> ${id(StartAt)}`,
    ...Object.entries(States).flatMap(([name, state]) => {
      const to = (target: string, label = ''): string => `${indent}${id(name)} --> ${id(target)}${label}`;
      const failures = [...new Set((state.Catch ?? []).map((catcher) => catcher.Next))];
      return [
        `${indent}${id(name)}: ${name}`,
        ...(state.ItemProcessor
          ? [`${indent}state ${id(name)} {`, ...lines(state.ItemProcessor, `${indent}  `), `${indent}}`]
          : []),
        ...[...new Set((state.Choices ?? []).map((choice) => choice.Next))].map((target) => to(target)),
        ...(state.Default ? [to(state.Default, ': otherwise')] : []),
        ...(state.Next ? [to(state.Next)] : []),
        ...failures.filter((target) => target !== state.Next).map((target) => to(target, ': on failure')),
        ...(state.End || state.Type === 'Succeed' || state.Type === 'Fail' ? [`${indent}${id(name)} --> [*]`] : []),
      ];
    }),
  ];
}
