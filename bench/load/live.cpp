#include "live.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <sys/mman.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <span>

#include "live.h"
#include "system.hpp"

namespace foliot::bench {
namespace {

constexpr std::uint64_t kSetUp_ns = 50'000'000;
constexpr int kRunsPerCall = 1'000'000'000;  // far more than there is time for
constexpr int kRunsPerFlush = 64;
constexpr suseconds_t kAlarmAgain_us = 10'000;

/// One map of the object as memory of this process.
template <class Content>
class Shared {
 public:
  Shared(const bpf_object& object, const char* name, std::size_t number = 1) : octets_(number * sizeof(Content)) {
    const int fd = bpf_object__find_map_fd_by_name(&object, name);
    void* memory = mmap(nullptr, octets_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    require(memory != MAP_FAILED, std::string("mmap ") + name);
    content_ = static_cast<Content*>(memory);
  }
  ~Shared() { munmap(content_, octets_); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  [[nodiscard]] Content* get() const { return content_; }
  [[nodiscard]] Content* operator->() const { return content_; }

 private:
  std::size_t octets_;
  Content* content_ = nullptr;
};

struct CloseObject {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};
struct DestroyLink {
  void operator()(bpf_link* link) const { bpf_link__destroy(link); }
};
using Object = std::unique_ptr<bpf_object, CloseObject>;
using Link = std::unique_ptr<bpf_link, DestroyLink>;

Object load(const std::string& path) {
  libbpf_set_print(nullptr);
  Object object(bpf_object__open_file(path.c_str(), nullptr));
  require(object != nullptr, path);
  require(bpf_object__load(object.get()) == 0, "loading the generator into the kernel (root, Linux 6.1)");
  return object;
}

/// Interrupts whatever system call runs then, and again for one that began just before; while it lives.
class Alarm {
 public:
  explicit Alarm(std::uint64_t after_ns) {
    struct sigaction wake{};
    wake.sa_handler = [](int) {};
    sigaction(SIGALRM, &wake, nullptr);
    const auto us = static_cast<suseconds_t>(after_ns / 1000);
    set({{0, kAlarmAgain_us}, {us / 1'000'000, us % 1'000'000}});
  }
  ~Alarm() { set({}); }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

 private:
  static void set(const itimerval& times) { setitimer(ITIMER_REAL, &times, nullptr); }
};

unsigned index_of(const std::string& interface) {
  const unsigned index = if_nametoindex(interface.c_str());
  require(index != 0, interface);
  return index;
}

Link attach(const bpf_object& object, const char* program, unsigned interface) {
  const auto* found = bpf_object__find_program_by_name(&object, program);
  Link link(bpf_program__attach_xdp(found, static_cast<int>(interface)));
  require(link != nullptr, std::string("attaching ") + program);
  return link;
}

class LiveLoad {
 public:
  LiveLoad(const LivePlan& plan, const std::string& path)
      : object_(load(path)),
        plan_(*object_, "plan"),
        tally_(*object_, "tally"),
        answers_(*object_, "answers"),
        turns_(*object_, "turns", LIVE_MOST_TURNS) {
    plan_->interface = index_of(plan.interface);
    taker_ = attach(*object_, "take", plan_->interface);
    write(plan);
  }

  LiveResult run() {
    ask();
    std::uint64_t seen = 0;
    for (std::int64_t last_ns = now_ns(); now_ns() - last_ns < kLastAnswers_ns;) {
      const std::uint64_t answered = count(answers_->answered);
      if (answered == seen) continue;
      seen = answered;
      last_ns = now_ns();
    }
    LiveResult result{count(tally_->sent), count(answers_->answered), count(answers_->strange), {}};
    const std::span<const std::int64_t> turns(turns_.get(), std::min<std::size_t>(result.answered, LIVE_MOST_TURNS));
    result.turns_raw.assign(turns.begin(), turns.end());
    return result;
  }

 private:
  /// The kernel writes it meanwhile.
  static std::uint64_t count(const volatile __u64& word) { return word; }

  void write(const LivePlan& plan) {
    const Frame frame = request_frame(plan.route);
    const std::span<const std::uint8_t> bytes(frame);
    plan_->first_client = plan.first_client;
    plan_->clients = plan.clients;
    plan_->length_ns = static_cast<__u64>(plan.seconds * 1e9);
    plan_->skip = plan.skip;
    plan_->server = plan.route.to;
    plan_->interval_fine = plan.rate > 0 ? static_cast<__u64>(1e9 * 65536 / plan.rate) : 0;
    plan_->secret = static_cast<__u64>(now_ns());  // of another run than the last one: nothing more is asked of it
    plan_->ip_sum = add_words(0, bytes.subspan(kIp, 20));
    plan_->udp_sum = add_words(add_words(17 + 8 + 48, bytes.subspan(kIp + 12, 8)), bytes.subspan(kUdp));
    std::memcpy(plan_->frame, frame.data(), frame.size());
  }

  /// One call until the alarm, as each one takes the kernel some 20 ms to end. Runs that are not due send nothing.
  void ask() {
    const Alarm alarm(plan_->length_ns + kSetUp_ns);
    std::array<std::uint8_t, LIVE_FRAME_OCTETS> frame{};
    bpf_test_run_opts options{};
    options.sz = sizeof options;
    options.data_in = frame.data();
    options.data_size_in = frame.size();
    options.flags = BPF_F_TEST_XDP_LIVE_FRAMES;
    options.repeat = kRunsPerCall;
    options.batch_size = kRunsPerFlush;
    const int program = bpf_program__fd(bpf_object__find_program_by_name(object_.get(), "ask"));
    const bool done = bpf_prog_test_run_opts(program, &options) == 0;
    require(done || errno == EINTR, "BPF_PROG_RUN of live frames");
  }

  Object object_;
  Shared<live_plan> plan_;
  Shared<live_tally> tally_;
  Shared<live_answers> answers_;
  Shared<std::int64_t> turns_;
  Link taker_;
};

}  // namespace

LiveResult run_live(const LivePlan& plan, const std::string& object) {
  return LiveLoad(plan, object).run();
}

void send_back(const std::string& interface, const std::string& object) {
  const Object loaded = load(object);
  const Link link = attach(*loaded, "send_back", index_of(interface));
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigprocmask(SIG_BLOCK, &ends, nullptr);
  int which = 0;
  sigwait(&ends, &which);
}

}  // namespace foliot::bench
