export { linkComponent, type Linked, type LinkOptions } from './link.js';
export { LinkError, type LinkErrorCode } from './link-error.js';
export {
  linkedExports,
  planSection,
  type Plan,
  type PlanExport,
  type PlanImport,
  type StringEncoding,
} from './plan.js';
