namespace Keelson.Paging;

/// <summary>Whether <see cref="AddressSpace{TMemory}.Map"/> may use entries above level 3.</summary>
public enum BlockPolicy
{
    /// <summary>Pages throughout: permissions of a part can change later without splitting a block.</summary>
    PagesOnly,

    /// <summary>Blocks wherever physical address, virtual address and remaining size allow.</summary>
    BlocksAllowed,
}
