"""Ask `kg serve` through Comunica, a client for Node: python benchmarks/comunica.py FOLDER

FOLDER has Comunica in its node_modules, put there by `npm install @comunica/query-sparql` (version 4 for Node 20, a
minute and about 540 packages; 5 needs Node 22). Builds the shipped corpus into a temporary store, serves it, puts four
queries through Comunica and compares with what the store itself answers. Without FOLDER it does nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from serving import serving

from kg.store import OxigraphStore

SCRIPT = """
import { QueryEngine } from '@comunica/query-sparql';
const [address, queries] = [process.env.ENDPOINT, JSON.parse(process.env.QUERIES)];
const engine = new QueryEngine();
const context = { sources: [{ type: 'sparql', value: address }] };
const found = {};
for (const [name, query] of Object.entries(queries)) {
  const answer = await engine.query(query, context);
  if (answer.resultType === 'bindings') found[name] = (await (await answer.execute()).toArray()).length;
  else if (answer.resultType === 'boolean') found[name] = await answer.execute();
  else found[name] = (await (await answer.execute()).toArray()).length;
}
console.log(JSON.stringify(found));
"""
PREFIXES = "PREFIX kg: <https://w3id.org/kg-explorer/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
JOIN = "?claim a kg:Shift ; kg:subject ?who . ?who skos:prefLabel ?name"
QUERIES = {
    "join": f"SELECT DISTINCT ?claim ?who ?name WHERE {{ {JOIN} }}",
    "filter": "SELECT DISTINCT ?name WHERE { ?who skos:prefLabel ?name FILTER(CONTAINS(STR(?name), 'a')) }",
    "ask": "ASK { ?claim a kg:Shift }",
    "construct": "CONSTRUCT { ?who a kg:Mover } WHERE { ?claim a kg:Shift ; kg:subject ?who }",
}


def expected(store: Path) -> dict[str, Any]:
    """What the store answers: numbers of rows and triples over all graphs together, and the truth."""
    opened = OxigraphStore(store, read_only=True)
    found: dict[str, Any] = {}
    for name, text in QUERIES.items():
        answer = opened.answer(PREFIXES + text, "http://localhost/sparql", None, union=True)
        found[name] = bool(answer) if name == "ask" else len({str(row) for row in answer})
    opened.close()
    return found


def main() -> int:
    if len(sys.argv) != 2:
        print("comunica: left out: name a folder in which `npm install @comunica/query-sparql` was run")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "store")
        subprocess.run([sys.executable, "-m", "kg", "-q", "--store", str(store), "build"], check=True)
        wanted = expected(store)
        with serving(store) as address:
            endpoint = f"{address}sparql"
            queries = {name: PREFIXES + text for name, text in QUERIES.items()}
            done = subprocess.run(
                ["node", "--input-type=module", "-e", SCRIPT], cwd=sys.argv[1], capture_output=True, text=True,
                env={**os.environ, "ENDPOINT": endpoint, "QUERIES": json.dumps(queries)}, check=False,
            )  # fmt: skip
    if done.returncode:
        print(done.stderr[-2000:])
        return 1
    got = json.loads(done.stdout)
    for name in QUERIES:
        print(f"{name:<10} {got[name]!s:>6} of {wanted[name]!s:>6}")
    return int(got != wanted)


if __name__ == "__main__":
    sys.exit(main())
