// Compiles Boost.URL once for all programs; everybody else includes its headers only.
#include <boost/url/src.hpp>
