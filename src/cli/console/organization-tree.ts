/** The organization as AWS Organizations tells it: units, accounts, and the service control policies on each. */
import {
  DescribePolicyCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';

export interface TreePolicy {
  readonly id: string;
  readonly name: string;
  /** What its Deny statements deny, in words. */
  readonly denies: readonly string[];
}

export interface TreeAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly status: string;
  readonly policies: readonly TreePolicy[];
}

export interface TreeUnit {
  readonly id: string;
  readonly name: string;
  readonly policies: readonly TreePolicy[];
  readonly units: readonly TreeUnit[];
  readonly accounts: readonly TreeAccount[];
}

/** Accounts of larger organizations are listed without their own policies: each would be a call. */
const mostAccountsWithPolicies = 200;

export async function organizationTree(client: OrganizationsClient): Promise<TreeUnit> {
  const { Roots = [] } = await client.send(new ListRootsCommand({}));
  const reader = new Reader(client);
  return reader.unit(Roots[0]!.Id!, 'Root');
}

class Reader {
  private readonly policies = new Map<string, Promise<TreePolicy>>();
  private accounts = 0;

  constructor(private readonly client: OrganizationsClient) {}

  async unit(id: string, name: string): Promise<TreeUnit> {
    const units: TreeUnit[] = [];
    for (const one of await this.units(id)) units.push(await this.unit(one.Id!, one.Name!));
    const accounts: TreeAccount[] = [];
    for (const { Id, Name, Email, State, Status } of await this.accountsOf(id)) {
      this.accounts += 1;
      const policies = this.accounts <= mostAccountsWithPolicies ? await this.policiesOf(Id!) : [];
      accounts.push({ id: Id!, name: Name!, email: Email!, status: State ?? Status ?? 'UNKNOWN', policies });
    }
    return { id, name, policies: await this.policiesOf(id), units, accounts };
  }

  private async units(ParentId: string) {
    return this.pages(async (NextToken) => {
      const page = await this.client.send(new ListOrganizationalUnitsForParentCommand({ ParentId, NextToken }));
      return { items: page.OrganizationalUnits ?? [], next: page.NextToken };
    });
  }

  private async accountsOf(ParentId: string) {
    return this.pages(async (NextToken) => {
      const page = await this.client.send(new ListAccountsForParentCommand({ ParentId, NextToken }));
      return { items: page.Accounts ?? [], next: page.NextToken };
    });
  }

  private async policiesOf(TargetId: string): Promise<TreePolicy[]> {
    const found = await this.pages(async (NextToken) => {
      const page = await this.client.send(
        new ListPoliciesForTargetCommand({ TargetId, Filter: 'SERVICE_CONTROL_POLICY', NextToken }),
      );
      return { items: page.Policies ?? [], next: page.NextToken };
    });
    return Promise.all(found.filter(({ AwsManaged }) => !AwsManaged).map(({ Id, Name }) => this.policy(Id!, Name!)));
  }

  private policy(id: string, name: string): Promise<TreePolicy> {
    let known = this.policies.get(id);
    if (!known) {
      known = this.client
        .send(new DescribePolicyCommand({ PolicyId: id }))
        .then(({ Policy }) => ({ id, name, denies: deniesIn(Policy?.Content ?? '{}') }));
      this.policies.set(id, known);
    }
    return known;
  }

  private async pages<Item>(
    read: (token: string | undefined) => Promise<{ items: Item[]; next: string | undefined }>,
  ): Promise<Item[]> {
    const all: Item[] = [];
    let token: string | undefined;
    do {
      const page = await read(token);
      all.push(...page.items);
      token = page.next;
    } while (token);
    return all;
  }
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** `iam:* and 3 more, when aws:RequestedRegion is us-east-1`. */
function deniesIn(content: string): string[] {
  const { Statement: statements = [] } = JSON.parse(content) as { Statement?: Statement | readonly Statement[] };
  return [statements].flat().flatMap((statement) => {
    const { Effect, Action, NotAction, Condition = {} } = statement as Statement;
    if (Effect !== 'Deny') return [];
    const actions = [Action ?? NotAction ?? []].flat() as string[];
    const some = actions.slice(0, 3).join(', ') + (actions.length > 3 ? ` and ${actions.length - 3} more` : '');
    const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => `${key} ${operator} ${[value].flat().map(String).join(', ')}`),
    );
    return [`${NotAction ? 'everything but ' : ''}${some}${conditions.length > 0 ? `, when ${conditions.join(' and ')}` : ''}`];
  });
}
