# The verbs of ./test, one by one. `just` is optional: ./run and ./test need nothing of it.

fmt:
    cargo fmt --all
    npm --prefix web run format

lint:
    cargo clippy --workspace --all-targets -- -D warnings
    npm --prefix web run lint

test *filter:
    cargo test --workspace {{filter}}

e2e:
    for journey in tests/journeys/*.mjs; do case $journey in *_*) ;; *) node $journey ;; esac; done

api:
    cargo run -q -p fieldloop -- openapi > web/packages/api/openapi.json
    npm --prefix web run api

bench:
    bench/run

all:
    ./test
