//! What a child process may not do, as far as the system can forbid it: limits on any Unix, and on
//! Linux no files written, no network, no other programs, no further threads.
//!
//! Everything but the ban on threads stands before any of a stage's code runs. A stage may start
//! threads while it is created (to read its model in); once articles come, it may not.

use rustix::process::{Resource, Rlimit, setrlimit};

use super::Walls;

/// Sets the limits and forbids what can be forbidden before stages are loaded.
pub(super) fn close(memory: u64) -> Walls {
    let limit = |bytes| Rlimit { current: Some(bytes), maximum: Some(bytes) };
    // A dump of a dead child would be written to disk for every article that kills one.
    let _ = setrlimit(Resource::Core, limit(0));
    // Only Linux counts memory that is mapped, as large pieces are, against the limit on data.
    let memory = setrlimit(Resource::Data, limit(memory)).is_ok() && cfg!(target_os = "linux");
    #[cfg(target_os = "linux")]
    {
        let landlock = linux::landlock();
        let filter = linux::filter_before_loading();
        Walls { files: landlock || filter, network: filter, threads: false, memory }
    }
    #[cfg(not(target_os = "linux"))]
    Walls { memory, ..Walls::default() }
}

/// Forbids threads and processes, when everything is loaded.
pub(super) fn close_after_loading(walls: &mut Walls) {
    #[cfg(target_os = "linux")]
    {
        walls.threads = linux::filter_after_loading();
    }
    #[cfg(not(target_os = "linux"))]
    let _ = walls;
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::error::Error;

    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};
    use seccompiler::SeccompCmpArgLen::Dword;
    use seccompiler::SeccompCmpOp::{MaskedEq, Ne};
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCondition, SeccompFilter, SeccompRule, apply_filter,
    };

    type Rules = BTreeMap<i64, Vec<SeccompRule>>;
    type Failable<T> = Result<T, Box<dyn Error>>;

    /// Forbids, by Landlock, to write, make and remove files, TCP, and signals to other processes, as
    /// far as the kernel knows these. Says whether files are safe.
    pub fn landlock() -> bool {
        let restrict = || -> Failable<RulesetStatus> {
            let abi = ABI::V6;
            let ruleset = Ruleset::default()
                .handle_access(AccessFs::from_write(abi))?
                .handle_access(AccessNet::from_all(abi))?
                .scope(Scope::from_all(abi))?;
            Ok(ruleset.create()?.restrict_self()?.ruleset)
        };
        restrict().is_ok_and(|status| status != RulesetStatus::NotEnforced)
    }

    /// Forbids, by seccomp, what Landlock forbids and the kernel may not know, and besides: every
    /// kind of socket, other programs, other processes' memory, and ways around the filter.
    pub fn filter_before_loading() -> bool {
        let rules = || -> Failable<Rules> {
            let mut rules = always(&[
                libc::SYS_socket,
                libc::SYS_socketpair,
                libc::SYS_connect,
                libc::SYS_bind,
                libc::SYS_listen,
                libc::SYS_accept,
                libc::SYS_accept4,
                libc::SYS_execve,
                libc::SYS_execveat,
                libc::SYS_ptrace,
                libc::SYS_process_vm_readv,
                libc::SYS_process_vm_writev,
                // Its requests pass by every filter.
                libc::SYS_io_uring_setup,
                libc::SYS_bpf,
                libc::SYS_perf_event_open,
                libc::SYS_userfaultfd,
                libc::SYS_keyctl,
                libc::SYS_add_key,
                libc::SYS_mount,
                libc::SYS_unshare,
                libc::SYS_setns,
                // Flags of these are in memory, where a filter cannot look.
                libc::SYS_openat2,
                libc::SYS_truncate,
                libc::SYS_unlinkat,
                libc::SYS_mkdirat,
                libc::SYS_mknodat,
                libc::SYS_linkat,
                libc::SYS_symlinkat,
                libc::SYS_renameat2,
                libc::SYS_fchmodat,
                libc::SYS_fchownat,
                libc::SYS_utimensat,
                libc::SYS_setxattr,
                libc::SYS_lsetxattr,
                libc::SYS_removexattr,
                libc::SYS_lremovexattr,
            ]);
            #[cfg(not(target_arch = "riscv64"))]
            rules.extend(always(&[libc::SYS_renameat]));
            #[cfg(target_arch = "x86_64")]
            rules.extend(always(&[
                libc::SYS_creat,
                libc::SYS_unlink,
                libc::SYS_rmdir,
                libc::SYS_mkdir,
                libc::SYS_mknod,
                libc::SYS_link,
                libc::SYS_symlink,
                libc::SYS_rename,
                libc::SYS_chmod,
                libc::SYS_chown,
                libc::SYS_lchown,
                libc::SYS_utime,
                libc::SYS_utimes,
                libc::SYS_futimesat,
            ]));
            #[cfg(target_arch = "x86_64")]
            rules.insert(libc::SYS_open, for_writing(1)?);
            rules.insert(libc::SYS_openat, for_writing(2)?);
            // A process may end itself with a signal, as `abort` does, and nobody else.
            let own = u64::from(std::process::id());
            for call in [libc::SYS_kill, libc::SYS_tgkill, libc::SYS_rt_sigqueueinfo] {
                let other = SeccompCondition::new(0, Dword, Ne, own)?;
                rules.insert(call, vec![SeccompRule::new(vec![other])?]);
            }
            Ok(rules)
        };
        rules().is_ok_and(|rules| apply(rules).is_ok())
    }

    /// Forbids, by seccomp, to start threads and processes.
    pub fn filter_after_loading() -> bool {
        let mut rules = always(&[libc::SYS_clone, libc::SYS_clone3]);
        #[cfg(target_arch = "x86_64")]
        rules.extend(always(&[libc::SYS_fork, libc::SYS_vfork]));
        apply(rules).is_ok()
    }

    /// Rules that match these calls whatever their arguments.
    fn always(calls: &[i64]) -> Rules {
        calls.iter().map(|&call| (call, Vec::new())).collect()
    }

    /// Rules that match a call whose argument of this place has flags for opening a file for more
    /// than reading.
    fn for_writing(place: u8) -> Failable<Vec<SeccompRule>> {
        [libc::O_WRONLY, libc::O_RDWR, libc::O_CREAT, libc::O_TRUNC, libc::O_APPEND]
            .into_iter()
            .map(|flag| {
                let flag = u64::from(flag.unsigned_abs());
                let set = SeccompCondition::new(place, Dword, MaskedEq(flag), flag)?;
                Ok(SeccompRule::new(vec![set])?)
            })
            .collect()
    }

    /// What matches is answered with "not permitted", which a stage can tell; the rest goes on.
    fn apply(rules: Rules) -> Failable<()> {
        let filter = SeccompFilter::new(
            rules,
            SeccompAction::Allow,
            SeccompAction::Errno(libc::EPERM.unsigned_abs()),
            std::env::consts::ARCH.try_into()?,
        )?;
        let program: BpfProgram = filter.try_into()?;
        Ok(apply_filter(&program)?)
    }
}
