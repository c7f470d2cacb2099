using Keelson.Paging;

namespace Keelson.Portable.Tests.Paging;

/// <summary>
/// One mapping to make, in unrounded addresses; <see cref="Input"/> is the virtual address without its half.
/// </summary>
internal sealed record Region(ulong Input, ulong Physical, ulong SizeBytes, ProtectionCase Case, BlockPolicy Policy)
{
    public ulong First(ulong page) => Input / page * page;

    public ulong End(ulong page) => (Input + SizeBytes + page - 1) / page * page;

    public ulong OutputOf(ulong input) => Physical + (input - Input);
}
