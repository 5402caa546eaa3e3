// What is on the disk before a sender hears 2xx, seen from outside with strace: the order of sync and answer, and what
// happens when a write or a sync of the accept path fails. Skipped, loudly, where strace cannot trace.
#include "integration/serve/serve_test.hpp"
#include "store/store.hpp"
#include "support/child.hpp"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <poll.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace autoheal::test {
namespace {

using namespace std::chrono_literals;

// strace attached to a running process, until it goes away.
class Strace {
 public:
  Strace(pid_t target, std::vector<std::string> options, const std::filesystem::path& output) : target_(target) {
    std::vector<std::string> command{"strace", "-f", "-qq", "-o", output.string()};
    command.insert(command.end(), options.begin(), options.end());
    command.insert(command.end(), {"-p", std::to_string(target)});
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    pid_ = start_child(command, -1, nowhere);
    ::close(nowhere);
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!traces_all() && std::chrono::steady_clock::now() < end) {
      if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
        pid_ = -1;
        return;
      }
      ::poll(nullptr, 0, 2);
    }
  }
  ~Strace() { detach(); }
  Strace(const Strace&) = delete;
  Strace& operator=(const Strace&) = delete;

  bool attached() const { return pid_ > 0; }
  void detach() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGINT);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  // Every thread of the target has a tracer.
  bool traces_all() const {
    std::error_code error;
    bool all = true;
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(target_) + "/task", error)) {
      std::ifstream status(task.path() / "status");
      std::string line;
      bool traced = false;
      while (std::getline(status, line)) {
        if (line.starts_with("TracerPid:")) traced = std::atoi(line.c_str() + 10) != 0;
      }
      all = all && traced;
    }
    return all;
  }
  pid_t target_;
  pid_t pid_ = -1;
};

bool can_trace() {
  const int status = std::system("strace -qq -f -o /dev/null true >/dev/null 2>&1");
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

#define SKIP_WITHOUT_STRACE() \
  if (!can_trace())           \
  GTEST_SKIP()                \
      << "NOT PROVEN HERE: strace is missing or may not trace; what is on the disk before an answer was not checked"

struct Line {
  std::string thread;
  std::string text;
};

std::vector<Line> read_trace(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<Line> lines;
  std::string line;
  while (std::getline(in, line)) {
    const auto blank = line.find(' ');
    lines.push_back({line.substr(0, blank), line.substr(line.find_first_not_of(' ', blank))});
  }
  return lines;
}

class Durability : public ServeTest {
 protected:
  void settle() {  // the trace of an answer is written a moment after the answer came
    EXPECT_EQ(host_->admin("GET", "/healthz").status, 200);
  }

  // After a kill and a new start: what was acknowledged is a duplicate now, what was refused may be stored or not.
  void expect_nothing_lost(const std::string& path, const std::vector<std::string>& acknowledged,
                           const std::vector<std::string>& refused) {
    host_->signal(SIGKILL);
    host_->wait();
    start();
    for (const auto& id : acknowledged) {
      EXPECT_EQ(deliver(path, make_event(id, "incident.triggered", "Q" + id), kSecretA), 200)
          << id << " was acknowledged and is gone";
    }
    for (const auto& id : refused) {
      const int status = deliver(path, make_event(id, "incident.triggered", "Q" + id), kSecretA);
      EXPECT_TRUE(status == 202 || status == 200) << id;
    }
  }
};

TEST_F(Durability, TheStoreIsSyncedBeforeTheAnswerLeaves) {
  SKIP_WITHOUT_STRACE();
  const auto path = host_->add_integration("one", kSecretA);
  const auto trace = directory_.path() / "trace";
  {
    Strace strace(host_->pid(),
                  {"-y", "-s", "64", "-e",
                   "trace=fdatasync,fsync,pwrite64,write,writev,sendto,sendmsg,recvfrom,recvmsg,read,readv"},
                  trace);
    ASSERT_TRUE(strace.attached());
    for (int i = 0; i < 5; ++i) {
      const auto body = make_event("E" + std::to_string(i), "incident.triggered", "Q" + std::to_string(i));
      ASSERT_EQ(deliver(path, body, kSecretA), 202);
    }
    settle();
  }
  // Per delivery: the request is read, the log is written, the log is synced (and that returned 0), the answer is sent.
  enum class Step { request, written, synced };
  Step step = Step::request;
  bool reading = false;
  int proven = 0;
  std::map<std::string, bool> syncing;  // thread: is it syncing the log?
  for (const auto& [thread, text] : read_trace(trace)) {
    const bool log = text.find("host.db-wal") != std::string::npos;
    if (text.find("\"POST /api/webhooks") != std::string::npos) {
      reading = true;
      step = Step::request;
    } else if (text.starts_with("pwrite64") && log) {
      if (step == Step::synced) ADD_FAILURE() << "the log was written again after its sync: " << text;
      step = Step::written;
    } else if (text.starts_with("fdatasync") || text.starts_with("fsync")) {
      if (text.find("unfinished") != std::string::npos) {
        syncing[thread] = log;
      } else if (log && text.ends_with("= 0") && step == Step::written) {
        step = Step::synced;
      }
    } else if (text.find("sync resumed") != std::string::npos) {
      if (syncing[thread] && text.ends_with("= 0") && step == Step::written) step = Step::synced;
      syncing[thread] = false;
    } else if (text.find("\"HTTP/1.1 202") != std::string::npos) {
      ASSERT_TRUE(reading);
      EXPECT_TRUE(step == Step::synced) << "an answer left before the sync: " << text;
      if (step == Step::synced) ++proven;
      reading = false;
      step = Step::request;
    }
  }
  EXPECT_EQ(proven, 5);
}

struct Fault {
  const char* name;
  const char* file;      // of the data directory, or nullptr: any
  const char* syscalls;  // as strace names them
  const char* error;
};

// Faults at each write, sync, open, truncation and rename of the accept path, at the first, second, ... call: what was
// answered 2xx is there afterwards, everything else was answered 503, and the host recovers by itself.
class DurabilityFaults : public Durability, public ::testing::WithParamInterface<Fault> {};

TEST_P(DurabilityFaults, NothingAcknowledgedIsLost) {
  SKIP_WITHOUT_STRACE();
  const auto& fault = GetParam();
  const auto path = host_->add_integration("one", kSecretA);
  const auto data = std::filesystem::canonical(directory_.path() / "data");
  int event = 0;
  int failures = 0;
  std::vector<std::string> acknowledged;
  std::vector<std::string> refused;
  for (int when = 1; when <= 4; ++when) {
    std::vector<std::string> options{
        "-e", std::string("trace=") + fault.syscalls, "-e",
        std::string("inject=") + fault.syscalls + ":error=" + fault.error + ":when=" + std::to_string(when) + "+"};
    if (fault.file != nullptr) options.insert(options.end(), {"-P", (data / fault.file).string()});
    {
      Strace strace(host_->pid(), options, directory_.path() / "trace");
      ASSERT_TRUE(strace.attached());
      for (int i = 0; i < 3; ++i) {
        const auto id = "E" + std::to_string(event++);
        const int status = deliver(path, make_event(id, "incident.triggered", "Q" + id), kSecretA);
        ASSERT_TRUE(status == 202 || status == 503) << status;
        (status == 202 ? acknowledged : refused).push_back(id);
        if (status == 503) ++failures;
      }
    }
    const auto id = "E" + std::to_string(event++);
    ASSERT_EQ(deliver(path, make_event(id, "incident.triggered", "Q" + id), kSecretA), 202)
        << "after the fault at call " << when;
    acknowledged.push_back(id);
  }
  EXPECT_GT(failures, 0) << "the fault never struck: this row proves nothing";
  expect_nothing_lost(path, acknowledged, refused);
  EXPECT_EQ(total_alerts(), event);
}

INSTANTIATE_TEST_SUITE_P(Rows, DurabilityFaults,
                         ::testing::Values(Fault{"log_write_full", "host.db-wal", "pwrite64", "ENOSPC"},
                                           Fault{"log_write_broken", "host.db-wal", "pwrite64", "EIO"},
                                           Fault{"log_write_read_only", "host.db-wal", "pwrite64", "EROFS"},
                                           Fault{"log_sync_broken", "host.db-wal", "fdatasync", "EIO"},
                                           Fault{"log_sync_full", "host.db-wal", "fdatasync", "ENOSPC"},
                                           Fault{"any_write_full", nullptr, "pwrite64", "ENOSPC"},
                                           Fault{"any_sync_broken", nullptr, "fdatasync", "EIO"}),
                         [](const auto& row) { return std::string(row.param.name); });

constexpr const char* kOpensAndRenames = "open,openat,openat2,creat,rename,renameat,renameat2,unlink,unlinkat";

// A process that opens the store when it is told to.
class StoreOpener {
 public:
  explicit StoreOpener(const std::filesystem::path& data) {
    EXPECT_EQ(::pipe2(start_, O_CLOEXEC), 0);
    pid_ = ::fork();
    if (pid_ != 0) return;
    char byte = 0;
    const bool told = ::read(start_[0], &byte, 1) == 1;
    ::_exit(told && host::open_store(data).has_value() ? 0 : 1);
  }
  ~StoreOpener() {
    ::close(start_[0]);
    ::close(start_[1]);
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  }
  StoreOpener(const StoreOpener&) = delete;
  StoreOpener& operator=(const StoreOpener&) = delete;

  pid_t pid() const { return pid_; }
  void open_now() {
    EXPECT_EQ(::write(start_[1], "x", 1), 1);
    int status = -1;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    EXPECT_EQ(status, 0);
  }

 private:
  int start_[2] = {-1, -1};
  pid_t pid_ = -1;
};

TEST_F(Durability, TheAcceptPathOpensRenamesAndRemovesNoFileOfTheStore) {
  SKIP_WITHOUT_STRACE();
  const auto path = host_->add_integration("one", kSecretA);
  ASSERT_EQ(deliver(path, make_event("first", "incident.triggered", "Q"), kSecretA), 202);
  const auto data = std::filesystem::canonical(directory_.path() / "data").string();
  const auto touched_while = [&](const char* name, pid_t who, const auto& work) {
    const auto trace = directory_.path() / name;
    {
      Strace strace(who, {"-s", "4096", "-e", std::string("trace=") + kOpensAndRenames}, trace);
      EXPECT_TRUE(strace.attached());
      work();
    }
    std::string touched;
    for (const auto& line : read_trace(trace)) {
      const bool opens = line.text.starts_with("open") || line.text.starts_with("creat");
      if (!opens || line.text.find(data) != std::string::npos) touched += line.text + "\n";
    }
    return touched;
  };
  EXPECT_EQ(touched_while("deliveries", host_->pid(),
                          [&] {
                            for (int i = 0; i < 50; ++i) {
                              const auto id = std::to_string(i);
                              EXPECT_EQ(deliver(path, make_event("E" + id, "incident.triggered", "Q" + id), kSecretA),
                                        202);
                            }
                          }),
            "");
  StoreOpener opener(data);
  EXPECT_NE(touched_while("control", opener.pid(), [&] { opener.open_now(); }), "")
      << "what opens the store was not seen: the trace proves nothing";
}

// No file can be opened, or renamed, from the first delivery on.
class OpenFaults : public Durability, public ::testing::WithParamInterface<Fault> {};

TEST_P(OpenFaults, NothingAcknowledgedIsLost) {
  SKIP_WITHOUT_STRACE();
  const auto& fault = GetParam();
  const auto path = host_->add_integration("one", kSecretA);
  std::vector<std::string> acknowledged;
  std::vector<std::string> refused;
  const auto send_next = [&] {
    const auto id = "E" + std::to_string(acknowledged.size() + refused.size());
    const int status = deliver(path, make_event(id, "incident.triggered", "Q" + id), kSecretA);
    EXPECT_TRUE(status == 202 || status == 503) << status;
    (status == 202 ? acknowledged : refused).push_back(id);
    return status;
  };
  for (int when = 1; when <= 3; ++when) {
    {
      Strace strace(
          host_->pid(),
          {"-e", std::string("trace=") + fault.syscalls, "-e",
           std::string("inject=") + fault.syscalls + ":error=" + fault.error + ":when=" + std::to_string(when) + "+"},
          directory_.path() / "trace");
      ASSERT_TRUE(strace.attached());
      for (int i = 0; i < 5; ++i) send_next();
    }
    EXPECT_EQ(send_next(), 202) << "after the fault at call " << when;
  }
  EXPECT_TRUE(refused.empty()) << "a delivery opens and renames nothing, not even the first one";
  expect_nothing_lost(path, acknowledged, refused);
  EXPECT_EQ(total_alerts(), static_cast<std::int64_t>(acknowledged.size() + refused.size()));
}

INSTANTIATE_TEST_SUITE_P(Rows, OpenFaults,
                         ::testing::Values(Fault{"open_too_many_files", nullptr, "openat", "EMFILE"},
                                           Fault{"open_broken", nullptr, "openat", "EIO"},
                                           Fault{"open_full", nullptr, "openat", "ENOSPC"},
                                           Fault{"rename_broken", nullptr, "rename,renameat,renameat2", "EIO"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(Durability, AKilledHostHasWhatItAcknowledged) {
  const auto path = host_->add_integration("one", kSecretA);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 10; ++i) {
      const auto id = std::to_string(round) + "-" + std::to_string(i);
      ASSERT_EQ(deliver(path, make_event("E" + id, "incident.triggered", "Q" + id), kSecretA), 202);
    }
    host_->signal(SIGKILL);
    host_->wait();
    start();
    EXPECT_EQ(total_alerts(), 10 * (round + 1));
  }
}

}  // namespace
}  // namespace autoheal::test
