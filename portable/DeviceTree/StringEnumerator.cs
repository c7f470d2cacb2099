using System;

namespace Keelson.DeviceTree;

/// <summary>
/// The strings of a <c>stringlist</c> (Devicetree Specification v0.4, 2.2.4), without their NULs. Bytes after the last
/// NUL are no string.
/// </summary>
public ref struct StringEnumerator
{
    private ReadOnlySpan<byte> _rest;

    internal StringEnumerator(ReadOnlySpan<byte> value)
    {
        _rest = value;
        Current = default;
    }

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly StringEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        int length = _rest.IndexOf((byte)0);
        if (length < 0)
        {
            return false;
        }

        Current = _rest[..length];
        _rest = _rest[(length + 1)..];
        return true;
    }
}
