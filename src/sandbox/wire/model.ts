/** Operations and errors of one service, from its schemas. */
import { operationShape, shapeOf, type OperationShape, type Shape } from './shape.ts';
import { isSchema, wireServices, type WireService } from './services.ts';

export interface ServiceModel {
  readonly name: string;
  readonly wire: WireService;
  readonly operations: ReadonlyMap<string, OperationShape>;
  /** By shape name, e.g. `NoSuchEntityException`. */
  readonly errors: ReadonlyMap<string, Shape>;
}

const models = new Map<string, Promise<ServiceModel>>();
const loaded = new Set<string>();

/** Settles when the model of a service is there; undefined when it is already, or never will be. Loading is real input and output. */
export function loadingModel(name: string): Promise<unknown> | undefined {
  return loaded.has(name) ? undefined : serviceModel(name);
}

/** The model of a service by its signing name; undefined for a service that the sandbox does not speak. Loaded once. */
export function serviceModel(name: string): Promise<ServiceModel> | undefined {
  const wire = wireServices.get(name);
  if (!wire) return undefined;
  let model = models.get(name);
  if (!model) {
    model = wire.schemas().then((schemas) => {
      loaded.add(name);
      const values = Object.values(schemas);
      return {
        name,
        wire,
        operations: new Map(values.filter((value) => isSchema(value, 9)).map((value) => [value[2], operationShape(value)])),
        errors: new Map(values.filter((value) => isSchema(value, -3)).map((value) => [value[2], shapeOf(value)])),
      };
    });
    models.set(name, model);
  }
  return model;
}
