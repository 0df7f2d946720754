//! A real browser for the tests: Chromium without a window, told what to do by its own protocol.
//!
//! The DevTools protocol can go over two pipes, as JSON with a NUL behind each message, so that this
//! needs neither a driver nor a socket: see <https://chromedevtools.github.io/devtools-protocol/>.
#![allow(dead_code, reason = "each test program uses a part")]
#![allow(clippy::print_stdout, reason = "what a test prints is for who reads its output")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A browser with one page.
pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: String,
    next: u64,
    /// What the page complained of: errors and warnings in its console, and uncaught exceptions.
    pub complaints: Vec<String>,
    _profile: TempDir,
}

impl Browser {
    /// Starts the browser; prints why and gives `None` where there is none, so that the test is passed
    /// over.
    pub fn start() -> Option<Self> {
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let works = |name: &&str| Command::new(name).arg("--version").output().is_ok();
        let Some(name) = names.into_iter().find(works) else {
            println!("passed over: there is no Chromium here");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        // The protocol's pipes are the third and the fourth.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh", name])
            .args(["--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu"])
            .args(["--disable-quic", "--no-first-run", "--disable-background-networking"])
            .args(["--disable-component-update", "--disable-sync", "--hide-scrollbars"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let to = child.stdin.take().unwrap();
        let from = BufReader::new(child.stdout.take().unwrap());
        let mut browser = Self {
            child,
            to,
            from,
            session: String::new(),
            next: 0,
            complaints: Vec::new(),
            _profile: profile,
        };
        let page = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let of = json!({"targetId": page["targetId"], "flatten": true});
        let attached = browser.call("Target.attachToTarget", of);
        browser.session = attached["sessionId"].as_str().unwrap().to_owned();
        for part in ["Page", "Runtime", "Log"] {
            browser.call(&format!("{part}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Calls a method of the protocol and gives its result.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let id = self.next;
        let mut message = json!({"id": id, "method": method, "params": parameters});
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let message = self.message();
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
        }
    }

    /// Waits for an event of the protocol.
    fn wait(&mut self, event: &str) {
        while self.message()["method"] != event {}
    }

    fn message(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).unwrap();
        assert_eq!(bytes.pop(), Some(0), "the browser went away");
        let message: Value = serde_json::from_slice(&bytes).unwrap();
        let of = &message["params"];
        let complaint = match message["method"].as_str() {
            Some("Runtime.exceptionThrown") => true,
            Some("Runtime.consoleAPICalled") => of["type"] == "error" || of["type"] == "warning",
            Some("Log.entryAdded") => of["entry"]["level"] == "error",
            _ => false,
        };
        if complaint {
            self.complaints.push(of.to_string());
        }
        message
    }

    /// Goes to an address and waits until the page is there.
    pub fn go(&mut self, address: &str) {
        self.call("Page.navigate", json!({"url": address}));
        self.wait("Page.loadEventFired");
    }

    /// What an expression comes to in the page; promises are waited for.
    pub fn eval(&mut self, script: &str) -> Value {
        let ask = json!({"expression": script, "awaitPromise": true, "returnByValue": true});
        let answer = self.call("Runtime.evaluate", ask);
        assert!(answer["exceptionDetails"].is_null(), "{script}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true, at most ten seconds of the page's time.
    pub fn until(&mut self, script: &str) {
        let wait = format!(
            "(async () => {{ for (let i = 0; i < 200; i++) {{ if ({script}) return true; \
             await new Promise((done) => setTimeout(done, 50)); }} return false; }})()"
        );
        assert_eq!(self.eval(&wait), true, "it never came to be that {script}");
    }

    /// Presses a key: a printable character, or one by its name.
    pub fn press(&mut self, key: &str) {
        let mut down = json!({"type": "keyDown", "key": key, "code": key});
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "ArrowUp" => 38,
            "ArrowDown" => 40,
            "Tab" => 9,
            _ => 0,
        };
        down["windowsVirtualKeyCode"] = json!(code);
        if key.chars().count() == 1 || key == "Enter" {
            down["text"] = json!(if key == "Enter" { "\r" } else { key });
        }
        self.call("Input.dispatchKeyEvent", down);
        self.call("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": key, "code": key}));
    }

    /// Types words.
    pub fn type_in(&mut self, words: &str) {
        self.call("Input.insertText", json!({"text": words}));
    }

    /// Makes the window so large, in pixels of the page.
    pub fn size(&mut self, width: u32, height: u32) {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Shows the page as on "screen" or in "print", in a system that likes "light" or "dark".
    pub fn medium(&mut self, medium: &str, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.call("Emulation.setEmulatedMedia", json!({"media": medium, "features": features}));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
