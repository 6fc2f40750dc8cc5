/** Account Factory's portfolio and who may launch from it. */
import type {
  AssociatePrincipalWithPortfolioInput,
  DisassociatePrincipalFromPortfolioInput,
  ListPortfoliosForProductInput,
  ListPortfoliosForProductOutput,
  ListPortfoliosInput,
  ListPortfoliosOutput,
  PortfolioDetail,
  ListPrincipalsForPortfolioInput,
  ListPrincipalsForPortfolioOutput,
} from '@aws-sdk/client-service-catalog';
import type { CallContext, OperationTable } from '../core/service.ts';
import { invalidParameters, resourceNotFound } from './errors.ts';
import { catalogPage, checkedOperation, constraint, portfolioArn, principalArn, productArn } from './operation.ts';
import { accountFactory, portfolioPrincipalTable } from './rows.ts';

export const portfolioName = 'AWS Control Tower Account Factory Portfolio';

/** True when the caller, or a pattern that matches it, is associated with the portfolio. */
export function mayLaunch(context: CallContext): boolean {
  const arn = principalArn(context);
  for (const row of portfolioPrincipalTable(context).values()) {
    if (row.type === 'IAM' ? row.arn === arn : matchesPattern(row.arn, arn)) return true;
  }
  return false;
}

/** IAM_PATTERN: an ARN without an account, `*` and `?` standing for characters of the name (AssociatePrincipalWithPortfolio). */
function matchesPattern(pattern: string, arn: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${expression}$`).test(arn.replace(/^(arn:[^:]*:iam::)\d{12}:/, '$1:'));
}

function requirePortfolio(portfolioId: string | undefined, context: CallContext): void {
  const { managementAccount, homeRegion } = context.settings;
  const here = context.account === managementAccount && context.region === homeRegion;
  if (!here || accountFactory(context).portfolioId !== portfolioId) throw resourceNotFound(`Portfolio ${portfolioId} not found.`);
}

const onPortfolio = (action: string, portfolioId: string | undefined, context: CallContext) => [
  { action: `servicecatalog:${action}`, resources: [portfolioArn(context, portfolioId ?? '')] },
];

const listPortfoliosForProduct = checkedOperation<ListPortfoliosForProductInput, ListPortfoliosForProductOutput>({
  constraints: { ProductId: constraint.requiredId, PageSize: constraint.pageSize100 },
  permissions: ({ ProductId }, context) => [
    { action: 'servicecatalog:ListPortfoliosForProduct', resources: [productArn(context, ProductId ?? '')] },
  ],
  handle: ({ ProductId }, context) => {
    const factory = accountFactory(context);
    requirePortfolio(factory.portfolioId, context);
    if (factory.productId !== ProductId) throw resourceNotFound(`Product ${ProductId} not found.`);
    return { PortfolioDetails: [portfolioDetail(context)] };
  },
});

/** Every portfolio: Account Factory's in the home Region of the management account, none elsewhere. */
const listPortfolios = checkedOperation<ListPortfoliosInput, ListPortfoliosOutput>({
  constraints: { PageSize: constraint.pageSize20 },
  handle: (_input, context) => {
    const { managementAccount, homeRegion } = context.settings;
    const here = context.account === managementAccount && context.region === homeRegion;
    return { PortfolioDetails: here ? [portfolioDetail(context)] : [] };
  },
});

function portfolioDetail(context: CallContext): PortfolioDetail {
  const factory = accountFactory(context);
  return {
    Id: factory.portfolioId,
    ARN: portfolioArn(context, factory.portfolioId),
    DisplayName: portfolioName,
    Description: 'AWS Control Tower Account Factory Portfolio',
    CreatedTime: new Date(factory.createdAt),
    ProviderName: 'AWS Control Tower',
  };
}

const listPrincipalsForPortfolio = checkedOperation<ListPrincipalsForPortfolioInput, ListPrincipalsForPortfolioOutput>({
  constraints: { PortfolioId: constraint.requiredId, PageSize: constraint.pageSize20 },
  permissions: ({ PortfolioId }, context) => onPortfolio('ListPrincipalsForPortfolio', PortfolioId, context),
  handle: (input, context) => {
    requirePortfolio(input.PortfolioId, context);
    const page = catalogPage([...portfolioPrincipalTable(context).values()], 'ListPrincipalsForPortfolio', input, 20);
    return {
      Principals: page.items.map(({ arn, type }) => ({ PrincipalARN: arn, PrincipalType: type })),
      ...(page.nextToken === undefined ? {} : { NextPageToken: page.nextToken }),
    };
  },
});

const principalConstraints = {
  PortfolioId: constraint.requiredId,
  PrincipalARN: { required: true, min: 1, max: 1000 },
  PrincipalType: { oneOf: ['IAM', 'IAM_PATTERN'] },
} as const;

const associatePrincipal = checkedOperation<AssociatePrincipalWithPortfolioInput, object>({
  constraints: { ...principalConstraints, PrincipalType: { required: true, oneOf: ['IAM', 'IAM_PATTERN'] } },
  permissions: ({ PortfolioId }, context) => onPortfolio('AssociatePrincipalWithPortfolio', PortfolioId, context),
  handle: ({ PortfolioId, PrincipalARN, PrincipalType }, context) => {
    requirePortfolio(PortfolioId, context);
    const form =
      PrincipalType === 'IAM_PATTERN'
        ? /^arn:[^:]+:iam:::(role|user|group)\/.+$/
        : /^arn:[^:]+:iam::\d{12}:(role|user|group)\/.+$/;
    if (!form.test(PrincipalARN!)) throw invalidParameters(`Invalid principal ARN: ${PrincipalARN}`);
    portfolioPrincipalTable(context).put(`${PrincipalType}/${PrincipalARN}`, { arn: PrincipalARN!, type: PrincipalType! });
    return {};
  },
});

const disassociatePrincipal = checkedOperation<DisassociatePrincipalFromPortfolioInput, object>({
  constraints: principalConstraints,
  permissions: ({ PortfolioId }, context) => onPortfolio('DisassociatePrincipalFromPortfolio', PortfolioId, context),
  handle: ({ PortfolioId, PrincipalARN, PrincipalType = 'IAM' }, context) => {
    requirePortfolio(PortfolioId, context);
    portfolioPrincipalTable(context).delete(`${PrincipalType}/${PrincipalARN}`);
    return {};
  },
});

export const portfolioOperations: OperationTable = {
  ListPortfolios: listPortfolios,
  ListPortfoliosForProduct: listPortfoliosForProduct,
  ListPrincipalsForPortfolio: listPrincipalsForPortfolio,
  AssociatePrincipalWithPortfolio: associatePrincipal,
  DisassociatePrincipalFromPortfolio: disassociatePrincipal,
};
