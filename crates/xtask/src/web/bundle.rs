//! ES modules to one script, for the single file: from a disk, a browser loads no module beside the page.
//!
//! The site serves the modules as they are written. For one script, each becomes a function that gives its exports, in an
//! order in which whoever is imported comes first. Only what the page needs is understood: imports and exports that start
//! a line, static, without cycles, without `export let`; anything else is refused and told with its place.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// A problem at a line of a module.
type Refused = Box<dyn std::error::Error>;

/// One script that does what the module does.
pub(super) fn bundle(folder: &Path, entry: &str) -> Result<String, Refused> {
    let mut modules = Modules { folder, done: Vec::new(), open: Vec::new(), text: String::from("\"use strict\";\n") };
    modules.add(Path::new(entry))?;
    Ok(modules.text)
}

struct Modules<'a> {
    folder: &'a Path,
    /// The modules written so far; the place is the number of the constant.
    done: Vec<PathBuf>,
    /// The modules that are being written, to tell cycles.
    open: Vec<PathBuf>,
    text: String,
}

impl Modules<'_> {
    /// Writes a module after those that it imports, and gives its number.
    fn add(&mut self, path: &Path) -> Result<usize, Refused> {
        if let Some(at) = self.done.iter().position(|p| p == path) {
            return Ok(at);
        }
        if self.open.iter().any(|p| p == path) {
            let names: Vec<_> = self.open.iter().map(|p| p.display().to_string()).collect();
            return Err(format!("modules import each other in a circle: {}", names.join(" → ")).into());
        }
        let file = self.folder.join(path);
        let source = fs::read_to_string(&file).map_err(|e| format!("`{}`: {e}", file.display()))?;
        self.open.push(path.to_owned());
        let module = match path.extension().is_some_and(|e| e == "json") {
            true => format!("return {{ default: {} }};", source.trim()),
            false => self.rewrite(path, &source)?,
        };
        self.open.pop();
        let number = self.done.len();
        self.done.push(path.to_owned());
        self.text += &format!("// {}\nconst module{number} = (() => {{\n{module}\n}})();\n", path.display());
        Ok(number)
    }

    /// A module's text with its imports taken from other modules' constants and its exports returned.
    fn rewrite(&mut self, path: &Path, source: &str) -> Result<String, Refused> {
        let mut out = String::with_capacity(source.len());
        let mut exports: Vec<(String, String)> = Vec::new();
        let mut lines = source.lines().enumerate();
        while let Some((at, line)) = lines.next() {
            let refused = |what: &str| -> Refused { format!("web/{}:{}: {what}", path.display(), at + 1).into() };
            let import = line.starts_with("import ") || line.starts_with("import{");
            if import || line.starts_with("export {") {
                let mut statement = line.to_owned();
                while !statement.trim_end().ends_with(';') {
                    let (_, more) = lines.next().ok_or_else(|| refused("no `;` ends this"))?;
                    statement += " ";
                    statement += more.trim();
                }
                let statement = statement.trim_end().trim_end_matches(';');
                if import {
                    let (what, from) = from(statement).ok_or_else(|| refused("not an import that is understood"))?;
                    let number = self.add(&beside(path, from))?;
                    out += &imported(what, number).ok_or_else(|| refused("not an import that is understood"))?;
                } else {
                    let names = statement.strip_prefix("export {").and_then(|s| s.trim_end().strip_suffix('}'));
                    let names = names.ok_or_else(|| refused("an export from elsewhere; import it first"))?;
                    exports.extend(pairs(names));
                }
                out.push('\n');
                continue;
            }
            if let Some(rest) = line.strip_prefix("export default ") {
                out += &format!("const exportedDefault = {rest}");
                exports.push(("exportedDefault".into(), "default".into()));
            } else if let Some(rest) = line.strip_prefix("export ") {
                let name =
                    declared(rest).ok_or_else(|| refused("export a function, a class, a const or `{ names }`"))?;
                exports.push((name.into(), name.into()));
                out += rest;
            } else if line.contains("import.meta") || (line.contains("import(") && !line.contains("@")) {
                return Err(refused("the single file has no modules of its own: no `import()`, no `import.meta`"));
            } else {
                out += line;
            }
            out.push('\n');
        }
        let list: Vec<String> = exports.iter().map(|(own, name)| format!("{name}: {own}")).collect();
        Ok(format!("{out}return {{ {} }};", list.join(", ")))
    }
}

/// `{ a, b as c } from "./x.js"`: what is imported, and from where.
fn from(statement: &str) -> Option<(&str, &str)> {
    let rest = statement.strip_prefix("import")?.trim();
    let (what, quoted) = rest.rsplit_once("from ").map_or(("", rest), |(what, quoted)| (what.trim(), quoted.trim()));
    // `with { type: "json" }` tells the browser what the file's name tells here.
    let quoted = quoted.split(" with ").next()?.trim();
    let path = quoted.strip_prefix('"')?.strip_suffix('"')?;
    path.starts_with('.').then_some((what, path))
}

/// What stands for an import.
fn imported(what: &str, number: usize) -> Option<String> {
    if what.is_empty() {
        return Some(String::new());
    }
    if let Some(name) = what.strip_prefix("* as ") {
        return Some(format!("const {name} = module{number};"));
    }
    if let Some(names) = what.strip_prefix('{') {
        let names: Vec<String> = pairs(names.strip_suffix('}')?).map(|(a, b)| format!("{a}: {b}")).collect();
        return Some(format!("const {{ {} }} = module{number};", names.join(", ")));
    }
    what.chars()
        .all(|c| c.is_alphanumeric() || c == '_' || c == '$')
        .then(|| format!("const {what} = module{number}.default;"))
}

/// `a, b as c` as pairs.
fn pairs(names: &str) -> impl Iterator<Item = (String, String)> + '_ {
    names.split(',').map(str::trim).filter(|n| !n.is_empty()).map(|name| match name.split_once(" as ") {
        Some((a, b)) => (a.trim().to_owned(), b.trim().to_owned()),
        None => (name.to_owned(), name.to_owned()),
    })
}

/// The name that a declaration declares.
fn declared(text: &str) -> Option<&str> {
    let rest = ["async function* ", "async function ", "function* ", "function ", "class ", "const "]
        .iter()
        .find_map(|word| text.strip_prefix(word))?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

/// The path of a module that another one names.
fn beside(path: &Path, named: &str) -> PathBuf {
    let mut out = path.parent().map(Path::to_path_buf).unwrap_or_default();
    for part in Path::new(named).components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::Normal(name) => out.push(name),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled(files: &[(&str, &str)]) -> Result<String, String> {
        let folder = std::env::temp_dir()
            .join(format!("nhimap-bundle-{}", std::process::id()))
            .join(files[0].1.len().to_string());
        fs::create_dir_all(folder.join("views")).expect("a temporary folder");
        for (name, text) in files {
            fs::write(folder.join(name), text).expect("a temporary file");
        }
        bundle(&folder, files[0].0).map_err(|e| e.to_string())
    }

    #[test]
    fn whoever_is_imported_comes_first_and_once() {
        let text = bundled(&[
            ("app.js", "import { a as b, c } from \"./views/one.js\";\nimport * as two from \"./two.js\";\nimport words from \"./words.json\" with { type: \"json\" };\nb(c, two, words);\n"),
            ("views/one.js", "import {\n  two,\n} from \"../two.js\";\nexport function a() {\n  return two;\n}\nexport const c = 1;\n"),
            ("two.js", "const two = 2;\nexport { two };\nexport default two;\n"),
            ("words.json", "{ \"a\": 1 }\n"),
        ])
        .expect("it is understood");
        let expected = "\"use strict\";\n\
            // two.js\nconst module0 = (() => {\nconst two = 2;\n\nconst exportedDefault = two;\nreturn { two: two, default: exportedDefault };\n})();\n\
            // views/one.js\nconst module1 = (() => {\nconst { two: two } = module0;\nfunction a() {\n  return two;\n}\nconst c = 1;\nreturn { a: a, c: c };\n})();\n\
            // words.json\nconst module2 = (() => {\nreturn { default: { \"a\": 1 } };\n})();\n\
            // app.js\nconst module3 = (() => {\nconst { a: b, c: c } = module1;\nconst two = module0;\nconst words = module2.default;\nb(c, two, words);\nreturn {  };\n})();\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_not_understood_is_told_with_its_place() {
        for (app, words) in [
            ("\nexport let a = 1;\n", "web/app.js:2: export a function"),
            ("const a = import(\"./b.js\");\n", "web/app.js:1: the single file"),
            ("import a from \"react\";\n", "web/app.js:1: not an import"),
            ("import { a } from \"./app.js\";  \n", "in a circle: app.js"),
            ("import { abc } from \"./none.js\";\n", "none.js"),
        ] {
            let refused = bundled(&[("app.js", app)]).expect_err(app);
            assert!(refused.contains(words), "{refused}");
        }
    }
}
