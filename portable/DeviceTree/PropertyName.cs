using System;

namespace Keelson.DeviceTree;

/// <summary>
/// The rules of property names (Devicetree Specification v0.4, 2.2.4), except the length of 31, which trees in the
/// field exceed.
/// </summary>
internal static class PropertyName
{
    /// <summary>One or more characters of Table 2.2.</summary>
    public static bool IsValid(ReadOnlySpan<byte> name) => NodeName.HasOnly(name, "?#"u8);
}
