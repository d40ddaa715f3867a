//! `cargo xtask serve`: the built page over HTTP, on this machine only.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};

use crate::Outcome;
use crate::web::DIST;

/// The port where none is asked for.
const PORT: u16 = 8731;

/// Serves until it is stopped.
pub(crate) fn run(args: &[String]) -> Outcome {
    let port = match args {
        [] => PORT,
        [name, port] if name == "--port" => port.parse().map_err(|_| format!("`{port}` is no port"))?,
        _ => return Err("use `cargo xtask serve` or `cargo xtask serve --port N`".into()),
    };
    if !Path::new(DIST).join("index.html").is_file() {
        return Err("the page is not built yet; build it with `cargo xtask web`".into());
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map_err(|e| format!("port {port} cannot be used: {e}; choose another with --port N"))?;
    println!("http://localhost:{}/ (stop with Ctrl-C)", listener.local_addr()?.port());
    serve(&listener, Path::new(DIST));
    Ok(())
}

/// Answers every connection, each on a thread of its own.
pub(crate) fn serve(listener: &TcpListener, folder: &Path) {
    for stream in listener.incoming().flatten() {
        let folder = folder.to_owned();
        // A browser that goes away while it is answered is no failure of the server.
        std::thread::spawn(move || drop(answer(stream, &folder)));
    }
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut request = String::new();
    let mut reader = BufReader::new(stream.try_clone()?);
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let file = file(folder, target).and_then(|path| Some((fs::read(&path).ok()?, kind(&path))));
    let (status, kind, body) = match (method, file) {
        ("GET" | "HEAD", Some((body, kind))) => ("200 OK", kind, body),
        ("GET" | "HEAD", None) => ("404 Not Found", "text/plain", b"no such file".to_vec()),
        _ => ("405 Method Not Allowed", "text/plain", b"only GET is answered".to_vec()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method == "GET" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file that a request names; none that lies outside of the folder.
fn file(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    path.components().all(|c| matches!(c, Component::Normal(_))).then(|| folder.join(path))
}

/// What a file is, as browsers want to be told.
fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "csv" | "txt" | "toml" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_folder_are_served() {
        let served = |target| file(Path::new("web/dist"), target);
        assert_eq!(served("/"), Some("web/dist/index.html".into()));
        assert_eq!(served("/views/files.js?x=1"), Some("web/dist/views/files.js".into()));
        for outside in ["/../Cargo.toml", "//etc/passwd", "/views/../../x", "x", ""] {
            assert_eq!(served(outside), None, "{outside}");
        }
    }
}
