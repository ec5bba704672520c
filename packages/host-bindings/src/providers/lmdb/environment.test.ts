import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.doUnmock('lmdb');
  vi.resetModules();
});

describe('without the package lmdb', () => {
  it('opening says which command installs it', async () => {
    vi.doMock('lmdb', () => {
      throw new Error("Cannot find package 'lmdb'");
    });
    const { openLmdbKv } = await import('./index.js');
    await expect(openLmdbKv({ path: '/nowhere' })).rejects.toThrow(
      'the KV store on disk needs the package "lmdb": run `npm install lmdb@3.5.6`',
    );
  });
});
