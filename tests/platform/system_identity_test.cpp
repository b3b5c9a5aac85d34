// What machine this is.
#include "platform/system_identity.hpp"

#include <gtest/gtest.h>

namespace foliot::platform {
namespace {

TEST(SystemIdentity, NamesProcessorSystemAndRelease) {
  const SystemIdentity identity = system_identity();
  EXPECT_FALSE(identity.processor.empty());
  EXPECT_TRUE(identity.system.starts_with("Linux/")) << identity.system;
}

}  // namespace
}  // namespace foliot::platform
