// The primitive types. Their fields are known to the compiler by element type, so the bodies stay empty.
namespace System;

public struct Void;

public struct Boolean;

public struct Char
{
    public const char MaxValue = '\uffff';
}

public struct SByte;

public struct Byte
{
    public const byte MaxValue = 0xff;
}

public struct Int16;

public struct UInt16
{
    public const ushort MaxValue = 0xffff;
}

public struct Int32
{
    public const int MaxValue = 0x7fff_ffff;
    public const int MinValue = unchecked((int)0x8000_0000);
}

public struct UInt32
{
    public const uint MaxValue = 0xffff_ffff;
}

public struct Int64
{
    public const long MaxValue = 0x7fff_ffff_ffff_ffff;
}

public struct UInt64
{
    public const ulong MaxValue = 0xffff_ffff_ffff_ffff;
}

public struct IntPtr;

public struct UIntPtr;

public struct Single;

public struct Double;
