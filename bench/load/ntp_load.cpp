// ntp_load: asks one server as many clients, at a given rate or as fast as it goes, and counts the answers.
//
// It runs on one processor, with frames of its own making: a request per client address in turn. Prints one line of
// JSON: requests sent, answers that name a request and tell a time, how long it took, and what the server took from
// receiving to sending by its own timestamps. With --inside-kernel the kernel makes and counts the frames (live.hpp).
#include <sched.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "link.hpp"
#include "live.hpp"
#include "system.hpp"

namespace foliot::bench {
namespace {

constexpr std::uint64_t kMagic = 0x4c4f'4144'0000'0000;  // upper half of each nonce; the lower half counts
constexpr std::size_t kMostTurns = 100'000;

struct Options {
  std::string interface;
  std::string to;
  std::string to_mac;
  std::string from = "10.0.0.0";  ///< the first client
  std::uint32_t clients = 1'000'000;
  std::uint32_t skip = 0;  ///< begin behind so many of them
  double rate = 0;         ///< requests per second; 0: flood
  double seconds = 0.3;
  int processor = -1;
  bool inside_kernel = false;
  bool send_back = false;
};

struct Tally {
  std::uint64_t sent = 0;
  std::uint64_t answered = 0;
  std::uint64_t strange = 0;
  std::vector<double> turns_ns;
};

std::uint32_t host_order(const std::string& text) {
  const auto ip = base::IpAddress::parse(text);
  if (!ip || !ip->is_v4()) throw std::runtime_error("no IPv4 address: " + text);
  return get<std::uint32_t>(ip->bytes());
}

MacAddress parse_mac(const std::string& text) {
  MacAddress mac{};
  for (std::size_t i = 0; i < mac.size(); ++i) {
    mac[i] = static_cast<std::uint8_t>(std::stoul(text.substr(3 * i, 2), nullptr, 16));
  }
  return mac;
}

double to_ns(std::int64_t raw) {
  return static_cast<double>(raw) * 1e9 / 4294967296.0;
}

Route route_of(const Options& options, const Link& link) {
  return {link.mac(options.interface), parse_mac(options.to_mac), host_order(options.to)};
}

class Load {
 public:
  explicit Load(const Options& options)
      : options_(options), link_(options.interface), server_(host_order(options.to)), first_(host_order(options.from)) {
    link_.out_frames.fill(request_frame(route_of(options, link_)));
  }

  Tally run() {
    const std::int64_t start = now_ns();
    const auto length = static_cast<std::int64_t>(options_.seconds * 1e9);
    const auto wanted = static_cast<std::uint64_t>(options_.rate * options_.seconds);
    for (std::int64_t spent = 0; spent < length; spent = now_ns() - start) {
      const auto due = static_cast<std::uint64_t>(options_.rate * static_cast<double>(spent) / 1e9) + 1;
      send(options_.rate > 0 ? std::min(due, wanted) - std::min(tally_.sent, std::min(due, wanted)) : Link::kAtOnce);
      receive();
    }
    for (std::int64_t last = now_ns(); now_ns() - last < kLastAnswers_ns;) {
      if (receive() > 0) last = now_ns();
    }
    return std::move(tally_);
  }

 private:
  void send(std::uint64_t due) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(due, Link::kAtOnce));
    for (std::size_t i = 0; i < count; ++i) {
      const auto number = static_cast<std::uint32_t>(tally_.sent + i);
      // An odd factor visits every client once in a round, far from the one before.
      const auto client =
          static_cast<std::uint32_t>((std::uint64_t{number} + options_.skip) * 2654435761U % options_.clients);
      address(link_.out_frames[i], first_ + client, static_cast<std::uint16_t>(1024 + number % 60'000),
              kMagic | number);
    }
    if (count > 0) tally_.sent += link_.send(count);
  }

  std::size_t receive() {
    return link_.receive([this](std::span<const std::uint8_t> frame) {
      const auto answer = parse_answer(frame, server_);
      if (!answer) return;
      const bool ours =
          (answer->nonce & 0xffff'ffff'0000'0000) == kMagic && (answer->nonce & 0xffff'ffff) < tally_.sent;
      ++(ours && answer->has_time ? tally_.answered : tally_.strange);
      if (ours && tally_.turns_ns.size() < kMostTurns) {
        tally_.turns_ns.push_back(to_ns(answer->turn_raw));
      }
    });
  }

  Options options_;
  Link link_;
  std::uint32_t server_;
  std::uint32_t first_;
  Tally tally_;
};

/// object: the generator's part inside the kernel.
Tally run_inside_kernel(const Options& options, const std::string& object) {
  const Route route = route_of(options, Link(options.interface));
  const LiveResult result = run_live({options.interface, route, host_order(options.from), options.clients,
                                      options.skip, options.rate, options.seconds},
                                     object);
  Tally tally{result.sent, result.answered, result.strange, {}};
  for (const std::int64_t raw : result.turns_raw) tally.turns_ns.push_back(to_ns(raw));
  return tally;
}

double median(std::vector<double>& values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

void pin_to(int processor) {
  if (processor < 0) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(processor), &set);
  require(sched_setaffinity(0, sizeof set, &set) == 0, "sched_setaffinity");
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app("Asks a time server as many clients and counts the answers.");
  app.add_option("--interface", options.interface)->required();
  app.add_option("--to", options.to, "address of the server");
  app.add_option("--to-mac", options.to_mac);
  app.add_option("--from", options.from, "address of the first client");
  app.add_option("--clients", options.clients)->check(CLI::Range(1U, 1U << 22U));
  app.add_option("--skip", options.skip, "begin behind so many clients: those that asked just before");
  app.add_option("--rate", options.rate, "requests per second; 0: as fast as it goes");
  app.add_option("--seconds", options.seconds);
  app.add_option("--processor", options.processor);
  app.add_flag("--inside-kernel", options.inside_kernel, "make and count the frames there: some million per second");
  app.add_flag("--send-back", options.send_back, "be no client but the least of servers, at the driver, until SIGTERM");
  CLI11_PARSE(app, argc, argv);
  pin_to(options.processor);
  const std::string object = std::filesystem::read_symlink("/proc/self/exe").string() + ".bpf.o";
  if (options.send_back) {
    send_back(options.interface, object);
    return 0;
  }
  Tally tally = options.inside_kernel ? run_inside_kernel(options, object) : Load(options).run();
  std::printf("{\"sent\":%llu,\"answered\":%llu,\"strange\":%llu,\"seconds\":%.6f,\"turn_ns\":%.0f}\n",
              static_cast<unsigned long long>(tally.sent), static_cast<unsigned long long>(tally.answered),
              static_cast<unsigned long long>(tally.strange), options.seconds, median(tally.turns_ns));
  return 0;
}

}  // namespace
}  // namespace foliot::bench

int main(int argc, char** argv) {
  try {
    return foliot::bench::run(argc, argv);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "ntp_load: %s\n", problem.what());
    return 1;
  }
}
