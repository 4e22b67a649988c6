//! The description of the API (OpenAPI 3.1), made from the same declarations that the router is made from.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::problem::Problem;
use super::route::{May, Op};

pub(super) fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator()
}

/// The whole description as one JSON document.
pub fn describe(ops: &[Op], mut schemas: SchemaGenerator, version: &str) -> Value {
    let problem = schemas.subschema_for::<Problem>();
    let mut paths: Map<String, Value> = Map::new();
    for op in ops {
        let path = paths.entry(format!("/api/v1{}", op.path)).or_insert_with(|| json!({}));
        path[op.method.as_str().to_lowercase()] = operation(op, &schemas, &json!(problem));
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Fieldloop", "version": version, "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas.definitions(),
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "fieldloop_session" },
                "key": { "type": "http", "scheme": "bearer" }
            }
        }
    })
}

fn operation(op: &Op, schemas: &SchemaGenerator, problem: &Value) -> Value {
    let media = op.shape.media.unwrap_or("application/json");
    let answer = op.shape.answer.as_ref().map_or_else(|| json!({}), |schema| json!(schema));
    let status = if op.creates { "201" } else { "200" };
    let mut described = json!({
        "operationId": op.id,
        "summary": op.summary,
        "tags": [op.room],
        "parameters": parameters(op, schemas),
        "responses": {
            status: { "description": "Done", "content": { media: { "schema": answer } } },
            "default": { "description": "Refused", "content": { "application/problem+json": { "schema": problem } } }
        }
    });
    match op.may {
        May::Anyone(reason) => {
            described["security"] = json!([]);
            described["x-open-because"] = json!(reason);
        }
        May::SignedIn => described["security"] = json!([{ "session": [] }, { "key": [] }]),
        May::With(permission) => {
            described["security"] = json!([{ "session": [] }, { "key": [permission.0] }]);
            described["x-permission"] = json!(permission.0);
        }
    }
    if let Some(body) = &op.shape.body {
        described["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": body } } });
    }
    described
}

fn parameters(op: &Op, schemas: &SchemaGenerator) -> Vec<Value> {
    let mut all: Vec<Value> = op
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    if let Some(query) = &op.shape.query {
        let query = json!(query);
        let named = query["$ref"]
            .as_str()
            .and_then(|path| path.rsplit('/').next())
            .and_then(|name| schemas.definitions().get(name));
        let fields = named.unwrap_or(&query);
        let required: Vec<&str> =
            fields["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, schema) in fields["properties"].as_object().into_iter().flatten() {
            let needed = required.contains(&name.as_str());
            all.push(json!({ "name": name, "in": "query", "required": needed, "schema": schema }));
        }
    }
    if op.shape.is_command {
        let is_post = op.method == axum::http::Method::POST;
        let header = |name: &str, required: bool, says: &str| json!({ "name": name, "in": "header", "required": required, "description": says, "schema": { "type": "string" } });
        all.push(header(
            "Idempotency-Key",
            is_post,
            "The caller's own key for this deed, at most 100 characters: same key, same answer.",
        ));
        all.push(header(
            "If-Match",
            false,
            "The record's version as the caller saw it; refused as stale when it has moved on.",
        ));
        all.push(header(
            "Fieldloop-Seen",
            false,
            "Versions of single facts relied on: assignment=3; window=2; prices=1.",
        ));
        all.push(header(
            "Fieldloop-Happened-At",
            false,
            "When the deed took place by the phone's corrected clock (RFC 3339).",
        ));
        all.push(header(
            "Fieldloop-After",
            false,
            "The key of the caller's deed that must have been stored before this one.",
        ));
    }
    all
}
