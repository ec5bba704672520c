// AssemblyScript looks for a package's entry here.
export * from './assembly/index';
