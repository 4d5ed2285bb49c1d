/** The phone's memory: sealed records, device key, and the few neutral facts it may keep. */
import type { Facts, Queued, Refused } from "./types.ts";

const NAME = "field";
const VERSION = 3;

export type Shelf = "facts" | "queue" | "refused" | "codes" | "waiting";

/** What is inside a transaction; every promise must come from it alone. */
export interface Shelves {
  get<K extends keyof Facts>(name: K): Promise<Facts[K] | undefined>;
  put<K extends keyof Facts>(name: K, value: Facts[K]): void;
  drop(...names: (keyof Facts)[]): void;
  readonly queue: IDBObjectStore;
  readonly refused: IDBObjectStore;
  readonly codes: IDBObjectStore;
  readonly waiting: IDBObjectStore;
}

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => {
      const database = request.result;
      if (oldVersion < 1) {
        database.createObjectStore("facts");
        database.createObjectStore("queue", { keyPath: "id" });
        database.createObjectStore("refused", { keyPath: "id" });
      }
      if (oldVersion < 2) database.createObjectStore("waiting", { keyPath: "row" });
      if (oldVersion < 3) {
        // Codes, places and the bag lay here; the server sends them anew, to where they can go.
        if (oldVersion > 0) database.deleteObjectStore("codes");
        database.createObjectStore("codes", { keyPath: "row" });
        const facts = request.transaction?.objectStore("facts");
        for (const name of ["sites", "items"]) facts?.delete(name);
      }
    };
    request.onerror = () => {
      opened = null;
      reject(request.error ?? new Error("store"));
    };
    request.onsuccess = () => {
      const database = request.result;
      const forget = (): void => {
        opened = null;
      };
      database.onclose = forget;
      database.onversionchange = () => {
        database.close();
        forget();
      };
      resolve(database);
    };
  });
  return opened;
}

/** The answer of one request. */
export function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("store"));
  });
}

function shelvesOf(transaction: IDBTransaction): Shelves {
  const facts = (): IDBObjectStore => transaction.objectStore("facts");
  return {
    get: (name) => asked(facts().get(name)),
    put: (name, value) => void facts().put(value, name),
    drop: (...names) => {
      for (const name of names) facts().delete(name);
    },
    get queue() {
      return transaction.objectStore("queue");
    },
    get refused() {
      return transaction.objectStore("refused");
    },
    get codes() {
      return transaction.objectStore("codes");
    },
    get waiting() {
      return transaction.objectStore("waiting");
    },
  };
}

/** Do all of `work` or nothing; resolved when it lies on disk. Rejects when memory is full. */
export async function change<T>(
  shelves: Shelf[],
  work: (inside: Shelves) => Promise<T> | T,
): Promise<T> {
  const database = await open();
  // Saved means saved: a phone whose battery dies a moment later must still have it.
  const transaction = database.transaction(shelves, "readwrite", { durability: "strict" });
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("store"));
  });
  done.catch(() => undefined);
  try {
    const result = await work(shelvesOf(transaction));
    await done;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It was over already: the error that ended it is the one to tell.
    }
    throw error;
  }
}

/** Look without changing. */
export async function look<T>(
  shelves: Shelf[],
  work: (inside: Shelves) => Promise<T>,
): Promise<T> {
  const database = await open();
  return work(shelvesOf(database.transaction(shelves, "readonly")));
}

export function fact<K extends keyof Facts>(name: K): Promise<Facts[K] | undefined> {
  return look(["facts"], (inside) => inside.get(name));
}

export function keep<K extends keyof Facts>(name: K, value: Facts[K]): Promise<void> {
  return change(["facts"], (inside) => inside.put(name, value));
}

export function drop(...names: (keyof Facts)[]): Promise<void> {
  return change(["facts"], (inside) => inside.drop(...names));
}

export function everyQueued(): Promise<Queued[]> {
  return look(["queue"], (inside) => asked<Queued[]>(inside.queue.getAll()));
}

export function everyRefused(): Promise<Refused[]> {
  return look(["refused"], (inside) => asked<Refused[]>(inside.refused.getAll()));
}

export function countQueued(): Promise<number> {
  return look(["queue"], (inside) => asked(inside.queue.count()));
}
