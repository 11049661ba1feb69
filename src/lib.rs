//! banbao: one folder of Markdown becomes a website, wall boards and WeChat articles.
//!
//! ```text
//! content/ *.md ─┐                       ┌─ site  (minijinja)  ──────────► output/site/
//! themes/<name>/ ┼─ content ─► model ────┼─ wechat (inline HTML) ────────► output/wechat/
//! banbao.toml  ──┘  (parse)   (inert)    └─ panel: typeset ► layout ► Scene ► export ─► output/print/
//! ```
//!
//! [`pipeline`] reads as the list of those stages. Everything between is data: [`model`] (what was
//! written), [`panel::scene`] (where the ink goes), [`diagnostic`] (what is wrong), and
//! [`output::Artifact`] (what is to be written). Only [`world`] reads the disk and only [`output`] writes it.
//! `docs/architecture.md` says what each module must not do.

pub mod calendar;
pub mod check;
pub mod cli;
pub mod commands;
pub mod config;
pub mod content;
pub mod diagnostic;
pub mod drawing;
pub mod input;
pub mod model;
pub mod output;
pub mod panel;
pub mod pipeline;
pub mod progress;
pub mod report;
pub mod serve;
pub mod site;
pub mod unit;
pub mod wechat;
pub mod words;
pub mod world;
