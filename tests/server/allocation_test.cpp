// The path of a packet allocates nothing once it is set up: not for a known client, a new one, or a refused one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "access/restrict_support.hpp"
#include "server/responder.hpp"
#include "support/packets.hpp"

namespace {

thread_local std::size_t allocations = 0;

void* allocate(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// Not inlined: else GCC sees free() beside another program part's operator new and takes it for a mistake.
[[gnu::noinline]] void* operator new(std::size_t size) {
  return allocate(size);
}
[[gnu::noinline]] void* operator new[](std::size_t size) {
  return allocate(size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete[](void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace foliot::server {
namespace {

using access::Restrict;

test::Bytes request() {
  wire::Header header;
  header.transmit = Timestamp::from_bits(1);
  return test::to_bytes(header);
}

TEST(Allocation, AnsweringTakesNoMemory) {
  access::RestrictRules rules;
  access::RestrictEntry open = access::default_entry(base::IpFamily::v4);
  open.flags = access::flags_of({Restrict::limited, Restrict::kod, Restrict::serverresponse_fuzz, Restrict::flake});
  rules.add(open);
  rules.add(access::entry("10.0.5.0&255.0.255.0", {Restrict::noserve}));
  base::SeededRng rng(1);
  access::MonitorOptions options;
  options.mru.maxdepth = 100;
  const MonoTime start;
  Responder responder(rules.build(), options, rng, start);
  const test::Bytes bytes = request();
  clock::TimeSnapshot snapshot;
  const std::size_t before = allocations;
  ASSERT_GT(before, 0U) << "allocations are not counted";
  for (unsigned i = 0; i < 3000; ++i) {
    const MonoTime now = start + Interval::from_seconds(0.1 * i);
    const auto last = static_cast<std::uint8_t>(i % 7 == 0 ? 1 : i);  // more clients than there is room for
    const base::SocketAddress from{base::IpAddress::v4(10, static_cast<std::uint8_t>(i >> 8U), 4 + i % 2, last), 123};
    static_cast<void>(responder.answer({bytes, from, Timestamp{}, now}, snapshot, rng));
    static_cast<void>(responder.admit_reply(bytes, from, false, rng));
    const auto rights = responder.admit_query(from);
    if (rights) static_cast<void>(responder.spend(*rights, from, 1000, now));
  }
  EXPECT_EQ(allocations, before);
  EXPECT_GT(responder.counts().answered, 100U);
  EXPECT_GT(responder.counts().drops[static_cast<std::size_t>(ServerDrop::rate_limited)], 100U);
  EXPECT_GT(responder.counts().drops[static_cast<std::size_t>(ServerDrop::access_denied)], 100U);
}

}  // namespace
}  // namespace foliot::server
