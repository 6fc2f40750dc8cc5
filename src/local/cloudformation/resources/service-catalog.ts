/** AWS::ServiceCatalog::* (CloudFormation Template Reference, AWS Service Catalog). */
import { pick, textOf, type ResourceType } from '../resource-type.ts';

/** Associating the same principal twice is a success of the API. */
const portfolioPrincipalAssociation: ResourceType = {
  async apply({ properties }, context) {
    await context.call(
      'servicecatalog',
      'AssociatePrincipalWithPortfolio',
      pick(properties, ['PortfolioId', 'PrincipalARN', 'PrincipalType']),
    );
    return { physicalId: `${textOf(properties, 'PrincipalARN')}|${textOf(properties, 'PortfolioId')}`, attributes: {} };
  },
};

export const serviceCatalog: Readonly<Record<string, ResourceType>> = {
  'AWS::ServiceCatalog::PortfolioPrincipalAssociation': portfolioPrincipalAssociation,
};
