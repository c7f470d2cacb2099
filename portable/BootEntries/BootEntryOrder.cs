using System;

namespace Keelson.BootEntries;

/// <summary>
/// The order in which boot entries are offered, the first by default (UAPI Group, Boot Loader Specification,
/// "Sorting").
/// </summary>
public static class BootEntryOrder
{
    /// <returns>Below zero where <paramref name="left"/> comes first.</returns>
    public static int Compare(in BootEntry left, in BootEntry right)
    {
        if (left.Name.HasNoTriesLeft != right.Name.HasNoTriesLeft)
        {
            return left.Name.HasNoTriesLeft ? 1 : -1;
        }

        if (left.SortKey.IsEmpty != right.SortKey.IsEmpty)
        {
            return left.SortKey.IsEmpty ? 1 : -1;
        }

        int order = 0;
        if (!left.SortKey.IsEmpty)
        {
            order = VersionOrder.CompareText(left.SortKey, right.SortKey);
            if (order == 0)
            {
                order = VersionOrder.CompareText(left.MachineId, right.MachineId);
            }

            if (order == 0)
            {
                order = VersionOrder.Compare(right.Version, left.Version);
            }
        }
        return order != 0 ? order : VersionOrder.Compare(right.Name.Id, left.Name.Id);
    }
}
