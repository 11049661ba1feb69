//! The structure tree: what a screen reader is told (PDF 32000-1, 14.7 and 14.8).

use std::borrow::Cow;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::metadata::utf16_with_mark;
use crate::panel::scene::Tag;

/// Number of an element; 0 is the whole document.
pub(super) type NodeId = usize;

/// The tree as it grows, in painting order.
#[derive(Clone)]
pub(super) struct Structure {
    nodes: Vec<Node>,
    /// For each sheet, the element of each marked piece of content.
    marks: Vec<Vec<NodeId>>,
}

#[derive(Clone)]
struct Node {
    role: &'static str,
    alt: Option<String>,
    parent: NodeId,
    kids: Vec<Kid>,
}

#[derive(Clone)]
enum Kid {
    Node(NodeId),
    Content { sheet: usize, mark: usize },
    Link { sheet: usize, annotation: ObjectId },
}

/// What may stand directly in an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Other elements only: text in it becomes a paragraph.
    Blocks,
    /// Text.
    Text,
    /// Text and shapes: a figure is all of it.
    Everything,
}

impl Structure {
    /// A document of so many sheets.
    pub fn new(sheets: usize) -> Structure {
        let root = Node { role: "Document", alt: None, parent: 0, kids: Vec::new() };
        Structure { nodes: vec![root], marks: vec![Vec::new(); sheets] }
    }

    /// Opens an element for a tag; `None` for decoration.
    pub fn open(&mut self, parent: NodeId, tag: &Tag) -> Option<(NodeId, Holds)> {
        let (role, holds) = match tag {
            Tag::Artifact => return None,
            Tag::Heading(1) => ("H1", Holds::Text),
            Tag::Heading(2) => ("H2", Holds::Text),
            Tag::Heading(3) => ("H3", Holds::Text),
            Tag::Heading(4) => ("H4", Holds::Text),
            Tag::Heading(5) => ("H5", Holds::Text),
            Tag::Heading(_) => ("H6", Holds::Text),
            Tag::Paragraph => ("P", Holds::Text),
            Tag::List => ("L", Holds::Blocks),
            // An item's text stands in its body.
            Tag::ListItem => {
                let item = self.add(parent, "LI", None);
                return Some((self.add(item, "LBody", None), Holds::Text));
            }
            Tag::Table => ("Table", Holds::Blocks),
            Tag::TableRow => ("TR", Holds::Blocks),
            Tag::TableHead => ("TH", Holds::Text),
            Tag::TableCell => ("TD", Holds::Text),
            Tag::Figure(_) | Tag::Code(_) => ("Figure", Holds::Everything),
            Tag::Caption => ("Caption", Holds::Text),
            Tag::Quote => ("BlockQuote", Holds::Blocks),
            Tag::Section => ("Sect", Holds::Blocks),
        };
        Some((self.add(parent, role, tag.alt().map(Cow::into_owned)), holds))
    }

    /// A paragraph that nobody tagged.
    pub fn paragraph(&mut self, parent: NodeId) -> NodeId {
        self.add(parent, "P", None)
    }

    fn add(&mut self, parent: NodeId, role: &'static str, alt: Option<String>) -> NodeId {
        let id = self.nodes.len();
        self.nodes.push(Node { role, alt, parent, kids: Vec::new() });
        if let Some(node) = self.nodes.get_mut(parent) {
            node.kids.push(Kid::Node(id));
        }
        id
    }

    /// Marks a piece of a sheet's content as an element's; its number on the sheet.
    pub fn mark(&mut self, node: NodeId, sheet: usize) -> usize {
        let Some(marks) = self.marks.get_mut(sheet) else { return 0 };
        marks.push(node);
        let mark = marks.len() - 1;
        if let Some(node) = self.nodes.get_mut(node) {
            node.kids.push(Kid::Content { sheet, mark });
        }
        mark
    }

    /// Adds a link. Its key in the parent tree is for the annotation.
    pub fn link(&mut self, sheet: usize, annotation: ObjectId, text: &str) {
        let id = self.add(0, "Link", Some(text.to_owned()));
        if let Some(node) = self.nodes.get_mut(id) {
            node.kids.push(Kid::Link { sheet, annotation });
        }
    }

    /// Writes the tree; elements with nothing in them are left out. Pages and link annotations get their keys.
    pub fn write(&self, doc: &mut Document, pages: &[ObjectId]) -> ObjectId {
        let ids: Vec<ObjectId> = self.nodes.iter().map(|_| doc.new_object_id()).collect();
        let root = doc.new_object_id();
        let full = self.full();
        let mut numbers: Vec<Object> = Vec::new();
        for (sheet, marks) in self.marks.iter().enumerate() {
            let of = |node: &NodeId| ids.get(*node).map_or(Object::Null, |id| Object::Reference(*id));
            let list = doc.add_object(Object::Array(marks.iter().map(of).collect()));
            numbers.push((sheet as i64).into());
            numbers.push(list.into());
            if let Some(page) =
                pages.get(sheet).and_then(|id| doc.get_object_mut(*id).ok()).and_then(|o| o.as_dict_mut().ok())
            {
                page.set("StructParents", sheet as i64);
            }
        }
        let mut next_key = self.marks.len() as i64;
        for (number, node) in self.nodes.iter().enumerate() {
            let Some(own) = ids.get(number).filter(|_| full.get(number) == Some(&true)) else { continue };
            let parent = if number == 0 { root } else { ids.get(node.parent).copied().unwrap_or(root) };
            let mut kids: Vec<Object> = Vec::new();
            for kid in &node.kids {
                match kid {
                    Kid::Node(id) if full.get(*id) == Some(&true) => kids.extend(ids.get(*id).map(|i| (*i).into())),
                    Kid::Node(_) => {}
                    Kid::Content { sheet, mark } => {
                        let Some(page) = pages.get(*sheet) else { continue };
                        kids.push(dictionary! { "Type" => "MCR", "Pg" => *page, "MCID" => *mark as i64 }.into());
                    }
                    Kid::Link { sheet, annotation } => {
                        let Some(page) = pages.get(*sheet) else { continue };
                        kids.push(dictionary! { "Type" => "OBJR", "Pg" => *page, "Obj" => *annotation }.into());
                        numbers.push(next_key.into());
                        numbers.push((*own).into());
                        if let Ok(a) = doc.get_object_mut(*annotation).and_then(Object::as_dict_mut) {
                            a.set("StructParent", next_key);
                        }
                        next_key += 1;
                    }
                }
            }
            doc.set_object(*own, element(node, parent, kids));
        }
        let first: Vec<Object> = ids.first().map(|id| (*id).into()).into_iter().collect();
        let parents = doc.add_object(dictionary! { "Nums" => numbers });
        doc.set_object(
            root,
            dictionary! {
                "Type" => "StructTreeRoot",
                "K" => first,
                "ParentTree" => parents,
                "ParentTreeNextKey" => next_key,
            },
        );
        root
    }

    /// Which elements hold content, themselves or further in. Kids come after their parents, so one walk back does.
    fn full(&self) -> Vec<bool> {
        let mut full = vec![false; self.nodes.len()];
        for (number, node) in self.nodes.iter().enumerate().rev() {
            let own = node.kids.iter().any(|k| !matches!(k, Kid::Node(_)));
            let holds = own || full.get(number) == Some(&true) || number == 0;
            if let Some(f) = full.get_mut(number) {
                *f = holds;
            }
            if holds && let Some(p) = full.get_mut(node.parent) {
                *p = true;
            }
        }
        full
    }
}

fn element(node: &Node, parent: ObjectId, kids: Vec<Object>) -> Dictionary {
    let mut element = dictionary! {
        "Type" => "StructElem",
        "S" => Object::Name(node.role.as_bytes().to_vec()),
        "P" => parent,
        "K" => kids,
    };
    if let Some(alt) = &node.alt {
        element.set("Alt", Object::String(utf16_with_mark(alt), lopdf::StringFormat::Hexadecimal));
    }
    if node.role == "TH" {
        element.set("A", dictionary! { "O" => "Table", "Scope" => "Column" });
    }
    element
}
