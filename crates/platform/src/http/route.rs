//! Routes: a query or a command is a plain function of a view or a transaction; what it needs from HTTP is declared beside it.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use kernel::{Permission, Result};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer;
use super::app::{App, Caller};
use super::objects::Objects;
use super::problem::{in_words, problem};
use crate::db::{Tx, View};

/// Who may call a route. There is no route without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Everybody, for this reason.
    Anyone(&'static str),
    /// Everybody who is signed in: it concerns only the caller.
    SignedIn,
    /// Who has this permission.
    With(Permission),
}

/// A route as it is declared and described.
#[derive(Clone, Debug)]
pub struct Op {
    pub method: Method,
    /// Below `/api/v1`: `/visits/{id}/acceptance`.
    pub path: &'static str,
    /// The operation's stable id: `acceptVisit`.
    pub id: &'static str,
    pub may: May,
    /// One sentence.
    pub summary: &'static str,
    pub room: &'static str,
    /// Answers 201 where true.
    pub creates: bool,
    /// The answer holds a secret: it is given once and not kept for a replay; the same key again is refused.
    pub secret: bool,
    /// Somebody may do more or less afterwards: who was recognised is recognised anew.
    pub changes_rights: bool,
    /// Also for who only looks as another role: ending that, signing out.
    pub while_looking: bool,
    /// The request's and the answer's shapes.
    pub shape: Shape,
    /// Where a command's body holds objects.
    pub(super) objects: Arc<Objects>,
}

/// What goes in and out, for the description.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    pub query: Option<Schema>,
    pub body: Option<Schema>,
    pub answer: Option<Schema>,
    /// A command: takes Idempotency-Key and the headers of what the caller had seen.
    pub is_command: bool,
    /// The kind of answer where it is not JSON.
    pub media: Option<&'static str>,
}

macro_rules! op {
    ($($(#[$doc:meta])* $name:ident = $method:ident),+) => {$(
        $(#[$doc])*
        pub fn $name(path: &'static str, id: &'static str, may: May, summary: &'static str) -> Self {
            Self { method: Method::$method, path, id, may, summary, room: "", creates: false, secret: false, changes_rights: false, while_looking: false, shape: Shape::default(), objects: Arc::default() }
        }
    )+};
}

impl Op {
    op! {
        /// Reads.
        get = GET,
        /// Does something, exactly once for its Idempotency-Key.
        post = POST,
        /// Changes fields of one record at the version seen.
        patch = PATCH,
        /// Puts a whole value.
        put = PUT,
        /// Takes away.
        delete = DELETE
    }
    #[must_use]
    pub fn creates(mut self) -> Self {
        self.creates = true;
        self
    }
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
    #[must_use]
    pub fn changes_rights(mut self) -> Self {
        self.changes_rights = true;
        self
    }
    #[must_use]
    pub fn while_looking(mut self) -> Self {
        self.while_looking = true;
        self
    }
    /// The shape of a raw route's JSON body.
    #[must_use]
    pub fn takes(mut self, body: Schema) -> Self {
        self.shape.body = Some(body);
        self
    }
    /// The shape of a raw route's JSON answer.
    #[must_use]
    pub fn gives(mut self, answer: Schema) -> Self {
        self.shape.answer = Some(answer);
        self
    }
    #[must_use]
    pub fn answers(mut self, media: &'static str) -> Self {
        self.shape.media = Some(media);
        self
    }
}

/// A function that answers a query: `async fn list(view: &View, path: P, query: Q) -> Result<O>`.
pub trait QueryFn<'a, P, Q>: Send + Sync {
    type Out;
    type Fut: Future<Output = Result<Self::Out>> + Send + 'a;
    fn call(&self, view: &'a View, path: P, query: Q) -> Self::Fut;
}

impl<'a, F, Fut, P, Q, O> QueryFn<'a, P, Q> for F
where
    F: Fn(&'a View, P, Q) -> Fut + Send + Sync,
    Fut: Future<Output = Result<O>> + Send + 'a,
{
    type Out = O;
    type Fut = Fut;
    fn call(&self, view: &'a View, path: P, query: Q) -> Fut {
        self(view, path, query)
    }
}

/// A function that carries out a command: `async fn accept(tx: &Tx, id: VisitId, body: B) -> Result<O>`. It is committed for it.
pub trait CommandFn<'a, P, B>: Send + Sync {
    type Out;
    type Fut: Future<Output = Result<Self::Out>> + Send + 'a;
    fn call(&self, tx: &'a Tx, path: P, body: B) -> Self::Fut;
}

impl<'a, F, Fut, P, B, O> CommandFn<'a, P, B> for F
where
    F: Fn(&'a Tx, P, B) -> Fut + Send + Sync,
    Fut: Future<Output = Result<O>> + Send + 'a,
{
    type Out = O;
    type Fut = Fut;
    fn call(&self, tx: &'a Tx, path: P, body: B) -> Fut {
        self(tx, path, body)
    }
}

/// All routes of the program, room by room.
pub struct Routes {
    room: &'static str,
    ops: Vec<Op>,
    router: Router<App>,
    schemas: SchemaGenerator,
}

impl Default for Routes {
    fn default() -> Self {
        Self { room: "", ops: vec![], router: Router::new(), schemas: super::openapi::generator() }
    }
}

impl Routes {
    /// The routes that follow belong to this room.
    pub fn room(&mut self, room: &'static str) -> &mut Self {
        self.room = room;
        self
    }

    /// A route that reads.
    pub fn query<P, Q, O, F>(&mut self, op: Op, f: F) -> &mut Self
    where
        F: for<'a> QueryFn<'a, P, Q, Out = O> + Copy + 'static,
        P: DeserializeOwned + Send + 'static,
        Q: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + Send + 'static,
    {
        let mut op = self.named(op);
        op.shape.query = Some(self.schemas.subschema_for::<Q>());
        op.shape.answer = Some(self.schemas.subschema_for::<O>());
        let handler = asked(Arc::new(op.clone()), answer::asking(f));
        self.add(op, handler)
    }

    /// A route that writes: in one transaction, with its key, its events and its answer.
    pub fn command<P, B, O, F>(&mut self, op: Op, f: F) -> &mut Self
    where
        F: for<'a> CommandFn<'a, P, B, Out = O> + Copy + 'static,
        P: DeserializeOwned + Send + 'static,
        B: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + Send + 'static,
    {
        let mut op = self.named(op);
        op.shape.is_command = true;
        let body = self.schemas.subschema_for::<B>();
        op.objects = Arc::new(Objects::of(body.as_value(), self.schemas.definitions()));
        op.shape.body = Some(body);
        op.shape.answer = Some(self.schemas.subschema_for::<O>());
        let handler = done(Arc::new(op.clone()), answer::doing(f));
        self.add(op, handler)
    }

    /// A route that reads or writes more than JSON: uploads, downloads, streams, sign-in. The permission is checked before the
    /// handler runs; it gets a [`Caller`] (as an `Extension`) unless the route is open to all.
    pub fn raw(&mut self, op: Op, handler: MethodRouter<App>) -> &mut Self {
        let op = self.named(op);
        if matches!(op.may, May::Anyone(_)) {
            return self.add(op, handler);
        }
        let declared = Arc::new(op.clone());
        let checked = handler.layer(axum::middleware::from_fn(move |request: Request, next: Next| {
            let declared = declared.clone();
            async move { admit_raw(declared, request, next).await }
        }));
        self.add(op, checked)
    }

    /// Names a shape for the description of a raw route.
    pub fn schema<T: JsonSchema>(&mut self) -> Schema {
        self.schemas.subschema_for::<T>()
    }
    pub fn ops(&self) -> &[Op] {
        &self.ops
    }
    /// The router (below `/api/v1`) and the description of everything in it.
    pub fn finish(self) -> (Router<App>, Vec<Op>, SchemaGenerator) {
        (self.router, self.ops, self.schemas)
    }

    fn named(&self, mut op: Op) -> Op {
        op.room = self.room;
        op
    }
    fn add(&mut self, op: Op, handler: MethodRouter<App>) -> &mut Self {
        self.router = std::mem::take(&mut self.router).route(op.path, handler);
        self.ops.push(op);
        self
    }
}

/// The handler of a query: its own part is all that it has not in common with the others.
fn asked(op: Arc<Op>, own: Arc<answer::Query>) -> MethodRouter<App> {
    let handler = move |State(app): State<App>, request: Request| answer::query(app, op.clone(), request, own.clone());
    on(MethodFilter::GET, handler)
}

/// The handler of a command.
fn done(op: Arc<Op>, own: Arc<answer::Command>) -> MethodRouter<App> {
    let method = MethodFilter::try_from(op.method.clone()).unwrap_or(MethodFilter::POST);
    let handler =
        move |State(app): State<App>, request: Request| answer::command(app, op.clone(), request, own.clone());
    on(method, handler)
}

async fn admit_raw(op: Arc<Op>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Some(app) = parts.extensions.get::<App>().cloned() else {
        return axum::response::IntoResponse::into_response(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
    };
    let lang = answer::credentials(&app, &parts).lang;
    let is_read_by_eye = op.shape.media.is_some() && is_navigation(&parts.headers);
    let answered = match answer::admit(&app, &op, &parts).await {
        Ok(actor) => {
            parts.extensions.insert(Caller { app, actor });
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => problem(&error, &app.words, lang),
    };
    if is_read_by_eye { in_words(answered).await } else { answered }
}

/// A browser that opens an address in a window of its own, and shows what it gets.
fn is_navigation(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|kinds| kinds.contains("text/html"))
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = axum::http::StatusCode;
    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Self::Rejection> {
        // only the check above puts a caller here
        parts.extensions.get::<Caller>().cloned().ok_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR)
    }
}
