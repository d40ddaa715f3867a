//! `cargo xtask bench`: how fast a register becomes an Assessment, against plain readers of the same bytes.
//!
//! Every run is a process of its own, so that memory is its own peak. Runs alternate, so that a machine whose speed drifts
//! treats all alike; the medians and the medians of the ratios of neighbouring runs are printed. Nothing is asserted.

mod web;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use nhimap_core::api::Header;
use nhimap_core::assess::{Request, assess};
use nhimap_core::date::Day;
use nhimap_core::intake::{Content, InputFile};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::tables::Complete;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The day that the generated register is assessed as of.
const AS_OF: (i32, u32, u32) = (2026, 11, 1);

/// What the command line asks for.
struct Asked {
    rows: Vec<usize>,
    runs: usize,
    threads: usize,
    peers: bool,
    web: bool,
}

/// Runs the bench, or one measured run of it.
pub(crate) fn run(args: &[String]) -> Outcome<()> {
    if let [mode, file, threads] = args
        && let Some(mode) = mode.strip_prefix("--inner=")
    {
        return inner(mode, Path::new(file), threads.parse()?);
    }
    let asked = parse(args)?;
    let folder = PathBuf::from("target/bench");
    fs::create_dir_all(&folder)?;
    if asked.web {
        return web::run(&folder, &asked);
    }
    // The measured code is the optimised one, whatever this process was built as.
    let built = Command::new("cargo").args(["build", "--quiet", "--release", "-p", "xtask"]).status()?;
    if !built.success() {
        return Err("the release build failed".into());
    }
    let tool =
        PathBuf::from(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into())).join("release/xtask");
    println!(
        "{} threads, {} runs each, alternating; medians. Plain pass: the csv crate's byte records, one thread.\n",
        asked.threads, asked.runs
    );
    println!(
        "{:>9} {:>7}  {:>8} {:>9} {:>8} {:>8} {:>9}  {:>8} {:>9}  {:>6}",
        "rows", "MB", "wall s", "rows/s", "MB/s", "CPU s", "peak MB", "plain s", "plain CPU", "ratio"
    );
    for rows in &asked.rows {
        let file = register(&folder, *rows)?;
        let megabytes = fs::metadata(&file)?.len() as f64 / 1e6;
        measure(&tool, "plain", &file, 1)?;
        measure(&tool, "assess", &file, asked.threads)?;
        let (mut ours, mut plain) = (Vec::new(), Vec::new());
        for _ in 0..asked.runs {
            plain.push(measure(&tool, "plain", &file, 1)?);
            ours.push(measure(&tool, "assess", &file, asked.threads)?);
        }
        let ratios = ours.iter().zip(&plain).map(|(a, b)| a.wall / b.wall).collect();
        let (a, b) = (Measured::median(&ours), Measured::median(&plain));
        println!(
            "{rows:>9} {megabytes:>7.1}  {:>8.3} {:>9.0} {:>8.1} {:>8.2} {:>9.1}  {:>8.3} {:>9.2}  {:>6.2}",
            a.wall,
            *rows as f64 / a.wall,
            megabytes / a.wall,
            a.cpu,
            a.peak,
            b.wall,
            b.cpu,
            median(ratios)
        );
        if asked.peers {
            peers(&tool, &file, asked.threads, asked.runs)?;
        }
    }
    Ok(())
}

/// The register with so many rows, made where it is not there yet.
fn register(folder: &Path, rows: usize) -> Outcome<PathBuf> {
    let file = folder.join(format!("register-{rows}.csv"));
    if !file.exists() {
        generate(&file, rows)?;
    }
    Ok(file)
}

fn parse(args: &[String]) -> Outcome<Asked> {
    let mut asked = Asked { rows: vec![1_000_000], runs: 5, threads: 2, peers: false, web: false };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("`{arg}` needs a value"));
        match arg.as_str() {
            "--rows" => asked.rows = value()?.split(',').map(str::parse).collect::<Result<_, _>>()?,
            "--runs" => asked.runs = value()?.parse()?,
            "--threads" => asked.threads = value()?.parse()?,
            "--peers" => asked.peers = true,
            "--web" => asked.web = true,
            other => {
                return Err(format!(
                    "`{other}` is not known; use --rows N[,N…], --runs N, --threads N, --peers, --web"
                )
                .into());
            }
        }
    }
    Ok(asked)
}

/// One run's figures.
#[derive(Debug, Clone, Copy)]
struct Measured {
    wall: f64,
    cpu: f64,
    peak: f64,
}

impl Measured {
    fn median(all: &[Self]) -> Self {
        let of = |f: fn(&Self) -> f64| median(all.iter().map(f).collect());
        Self { wall: of(|m| m.wall), cpu: of(|m| m.cpu), peak: of(|m| m.peak) }
    }
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

fn measure(tool: &Path, mode: &str, file: &Path, threads: usize) -> Outcome<Measured> {
    let out =
        Command::new(tool).args(["bench", &format!("--inner={mode}")]).arg(file).arg(threads.to_string()).output()?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned().into());
    }
    figures(&String::from_utf8_lossy(&out.stdout))
}

fn figures(text: &str) -> Outcome<Measured> {
    let line = text.lines().find(|l| l.starts_with("figures ")).ok_or("a measured run printed no figures")?;
    let mut numbers = line.split(' ').skip(1).map(str::parse::<f64>);
    let mut next =
        || numbers.next().ok_or("a measured run printed too few figures")?.map_err(Box::<dyn std::error::Error>::from);
    Ok(Measured { wall: next()?, cpu: next()?, peak: next()? })
}

/// One measured run: does the work, then prints wall seconds, CPU seconds and peak memory.
fn inner(mode: &str, file: &Path, threads: usize) -> Outcome<()> {
    let start = Instant::now();
    match mode {
        "plain" => {
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file)?;
            let mut record = csv::ByteRecord::new();
            let mut cells = 0;
            while reader.read_byte_record(&mut record)? {
                cells += record.len();
            }
            println!("cells {cells}");
        }
        "assess" => {
            let pack = Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied()))?;
            let input = InputFile {
                name: "register.csv".into(),
                content: Content::Bytes(Box::new(File::open(file)?)),
                extracted: None,
                complete: Complete::Undeclared,
            };
            let as_of = Day::from_ymd(AS_OF.0, AS_OF.1, AS_OF.2);
            let today = as_of.ok_or("a day")?;
            let request = Request {
                files: vec![input],
                said: Default::default(),
                header: Header::default(),
                as_of,
                today,
                period: None,
                mirror: false,
                threads,
            };
            let assessed = assess(request, &pack, &pack.policy, &|_| {})?;
            for check in &assessed.assessment.checks {
                println!("check {} {} {}", check.id, check.counts.fail, check.counts.unknown);
            }
            // What follows the Assessment, freeing the tables, belongs to nobody's waiting time.
            let wall = start.elapsed().as_secs_f64();
            print_figures(wall)?;
            std::process::exit(0);
        }
        other => return Err(format!("`{other}` is no mode").into()),
    }
    print_figures(start.elapsed().as_secs_f64())
}

/// Figures of this process, from Linux's own accounting.
fn print_figures(wall: f64) -> Outcome<()> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit_once(')').ok_or("unexpected /proc/self/stat")?.1.split_whitespace().collect();
    // Fields 14 and 15, user and system time in ticks of a hundredth of a second; the split starts at field 3.
    let cpu = (fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) / 100.0;
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .and_then(|l| l.split_whitespace().next())
        .ok_or("no VmHWM")?;
    println!("figures {wall} {cpu} {}", peak.parse::<f64>()? * 1024.0 / 1e6);
    Ok(())
}

/// Numbers that look random and are the same on every machine: SplitMix64.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len() as u64) as usize]
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// A day up to `back` days before the as-of date, or blank.
fn day(numbers: &mut Numbers, back: u64, blank: u64) -> String {
    if numbers.chance(blank) {
        return String::new();
    }
    let last = Day::from_ymd(AS_OF.0, AS_OF.1, AS_OF.2).expect("a day").0;
    Day(last - numbers.below(back) as i32).to_string()
}

const HEADER: &str = "Identity ID,Name,Kind,Platform,Account,Environment,Application,Owner,Custodian,Purpose,Purpose class,Status,Created,\
                      Last used,Reviewed,Privilege,Scopes,Consumers,Key ID,Credential type,Key created,Last rotated,Key expires,Storage";

/// A register of so many rows: 24 columns, about 266 bytes a row.
fn generate(file: &Path, rows: usize) -> Outcome<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file)?);
    let mut n = Numbers(20_261_101);
    writeln!(out, "{HEADER}")?;
    let apps =
        ["billing", "claims", "ledger", "portal", "search", "reporting", "identity", "payments", "archive", "notify"];
    let scopes =
        ["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "kms:Decrypt", "dynamodb:Query", "iam:PassRole", "logs:*"];
    for row in 0..rows {
        let app = n.pick(&apps);
        let environment = n.pick(&["production", "production", "staging", "test", "development"]);
        let kind = n.pick(&["service_account", "workload", "application", "bot", "integration", "machine"]);
        let platform = n.pick(&["aws", "azure", "gcp", "github", "kubernetes", "database"]);
        let class = n.pick(&["customer_workflow", "ci_cd", "internal_automation", "third_party", "infrastructure"]);
        let owner = if n.chance(4) { String::new() } else { format!("o{:04}@example.com", n.below(4000)) };
        let custodian = format!("c{:03}@example.com", n.below(600));
        let purpose = if n.chance(6) {
            String::new()
        } else {
            format!("{} job {} of {app}", n.pick(&["nightly", "hourly", "weekly"]), n.below(40_000))
        };
        let mut held: Vec<&str> = (0..1 + n.below(2)).map(|_| n.pick(&scopes)).collect();
        held.dedup();
        let consumers = if n.chance(30) {
            format!("{app}-{}", n.below(100))
        } else {
            format!("{app}-{};batch-{}", n.below(100), n.below(20))
        };
        writeln!(
            out,
            "N{row:08},svc-{app}-{row},{kind},{platform},{:012},{environment},{app},{owner},{custodian},{purpose},{class},{},{},{},{},{},{},{consumers},K{:012X},{},{},{},{},{}",
            100_000_000_000 + n.below(300),
            n.pick(&["active", "active", "active", "active", "disabled"]),
            day(&mut n, 2000, 1),
            day(&mut n, 500, 10),
            day(&mut n, 700, 15),
            n.pick(&["read", "read", "write", "admin", "none"]),
            held.join(";"),
            n.next() >> 16,
            n.pick(&["api_key", "access_key", "client_secret", "token", "certificate", "federated"]),
            day(&mut n, 2000, 2),
            day(&mut n, 900, 20),
            if n.chance(20) { "never".to_owned() } else { Day(20_393 + n.below(1500) as i32 - 200).to_string() },
            n.pick(&["secrets_manager", "secrets_manager", "platform", "config_file", "source_code", ""]),
        )?;
    }
    out.flush()?;
    Ok(())
}

/// What DuckDB is asked, natively and in the browser.
const PEER_QUERY: &str = include_str!("bench_peer.sql");

/// DuckDB over the same file, from PyPI in an environment of its own, answering twenty of the same conditions.
fn peers(tool: &Path, file: &Path, threads: usize, runs: usize) -> Outcome<()> {
    let venv = PathBuf::from("target/bench/venv");
    if !venv.exists() {
        println!("  making a Python environment with DuckDB in target/bench/venv");
        let made = Command::new("python3").args(["-m", "venv"]).arg(&venv).status()?.success()
            && Command::new(venv.join("bin/pip")).args(["install", "--quiet", "duckdb"]).status()?.success();
        if !made {
            return Err("Python with venv and pip is needed for --peers".into());
        }
    }
    let script = PathBuf::from("target/bench/peer.py");
    fs::write(&script, include_str!("bench_peer.py"))?;
    let query = script.with_extension("sql");
    fs::write(&query, PEER_QUERY)?;
    let run_peer = || -> Outcome<(Measured, String)> {
        let out = Command::new(venv.join("bin/python"))
            .arg(&script)
            .arg(file)
            .arg(threads.to_string())
            .arg(&query)
            .output()?;
        if !out.status.success() {
            return Err(String::from_utf8_lossy(&out.stderr).into_owned().into());
        }
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        Ok((figures(&text)?, text))
    };
    let (_, text) = run_peer()?;
    let out = Command::new(tool).args(["bench", "--inner=assess"]).arg(file).arg(threads.to_string()).output()?;
    let ours_text = String::from_utf8_lossy(&out.stdout).into_owned();
    let (mut compared, mut different) = (0, Vec::new());
    for line in text.lines().filter_map(|l| l.strip_prefix("check ")) {
        let mut words = line.split(' ');
        let (id, count) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        // A question mark asks for the rows of which the data does not say.
        let (check, place) = id.strip_suffix('?').map_or((id, 0), |check| (check, 1));
        let line = ours_text.lines().find_map(|l| l.strip_prefix(&format!("check {check} ")));
        let own = line.and_then(|l| l.split(' ').nth(place));
        compared += 1;
        if own != Some(count) {
            different.push(format!("{id}: DuckDB {count}, nhimap {}", own.unwrap_or("nothing")));
        }
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        theirs.push(run_peer()?.0);
        ours.push(measure(tool, "assess", file, threads)?);
    }
    let ratio = median(ours.iter().zip(&theirs).map(|(a, b)| a.wall / b.wall).collect());
    let them = Measured::median(&theirs);
    println!(
        "  DuckDB, {compared} of the same conditions: {:.3} s wall, {:.2} s CPU, {:.1} MB peak; nhimap with all checks takes {ratio:.2} of its wall time",
        them.wall, them.cpu, them.peak
    );
    match different.is_empty() {
        true => println!("  the {compared} counts are equal"),
        false => println!("  counts that differ:\n    {}", different.join("\n    ")),
    }
    Ok(())
}
