/** Questions to a name service that are not answered yet. Each is asked once, however many want to know. */
export class OpenQuestions {
  private readonly open: Map<string, Promise<unknown>> = new Map();
  private readonly most: number;

  /** @param most at the same time; what is asked beyond is not put */
  constructor(most: number) {
    this.most = most;
  }

  get size(): number {
    return this.open.size;
  }

  /**
   * @param key tells the question from others, and what its answer is
   * @param put asks it; the answer must not reject
   * @param refused the answer when too many are open
   */
  ask<T>(key: string, put: () => Promise<T>, refused: T): Promise<T> {
    const asked = this.open.get(key);
    if (asked !== undefined) return asked as Promise<T>;
    if (this.open.size >= this.most) return Promise.resolve(refused);
    const answer = put().finally(() => this.open.delete(key));
    this.open.set(key, answer);
    return answer;
  }
}
