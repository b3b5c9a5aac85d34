# Makes a C++ source of a file: cmake -DOBJECT=FILE -DSOURCE=FILE -P embed.cmake
file(READ ${OBJECT} octets HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," octets "${octets}")
string(REGEX REPLACE "((0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,))" "\\1\n" octets "${octets}")
file(WRITE ${SOURCE} "#include \"platform/xdp_object.hpp\"

namespace foliot::platform {
namespace {

alignas(8) constexpr unsigned char kObject[] = {
${octets}};

}  // namespace

std::span<const std::byte> xdp_object() {
  return std::as_bytes(std::span(kObject));
}

}  // namespace foliot::platform
")
