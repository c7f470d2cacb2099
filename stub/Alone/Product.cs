using System;

namespace Keelson.Stub;

/// <summary>The stub alone: for the kernel that a tool puts behind it, or that its options name.</summary>
internal static class Product
{
    public const string Name = "stub";

    /// <summary>No: the stub alone must stay small, and boot.efi carries a kernel as well.</summary>
    public static bool Unpacks => false;

    public static ReadOnlySpan<byte> WhereElse =>
        "and the options name none (kernel=PATH). boot.efi boots the entries of a volume"u8;
}
