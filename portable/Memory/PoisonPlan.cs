using System;
using Keelson.Addresses;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Memory;

/// <summary>
/// Which free memory is filled with <see cref="Poison"/>. What boot services had is filled always, as patch 7/8 is
/// about it; of the rest, which never was the firmware's, as much as a bound on time allows.
/// </summary>
public static class PoisonPlan
{
    /// <summary>
    /// What is filled of the rest unless the user says otherwise: some seconds on a board, half a minute in an
    /// emulator.
    /// </summary>
    public const ulong DefaultBudgetBytes = 8ul << 30;

    /// <summary>False for what is neither a number of MB nor <c>all</c>; the budget is then the default.</summary>
    /// <param name="option">The value of <c>keelson.poison</c>, or empty.</param>
    /// <param name="budgetBytes">Bytes to fill besides the memory of boot services.</param>
    public static bool TryParse(ReadOnlySpan<byte> option, out ulong budgetBytes)
    {
        budgetBytes = DefaultBudgetBytes;
        if (option.SequenceEqual("all"u8))
        {
            budgetBytes = ulong.MaxValue;
        }
        else if (OptionWords.TryParseNumber(option, out uint megabytes))
        {
            budgetBytes = (ulong)megabytes << 20;
        }
        else
        {
            return option.IsEmpty;
        }

        return true;
    }

    /// <summary>Picks out of <paramref name="free"/>; high memory first, which is where firmware lives.</summary>
    public static void Choose(in FreeMemory free, in MemoryMapView map, ulong budgetBytes, ref FreeMemory chosen)
    {
        for (int i = map.Count - 1; i >= 0; i--)
        {
            MemoryDescriptor region = map[i];
            if (!region.IsSound || !region.IsUsable)
            {
                continue;
            }

            PhysicalRange whole = new(region.PhysicalStart, region.PhysicalEnd);
            bool isOfBootServices = region.Type is MemoryType.BootServicesCode or MemoryType.BootServicesData;
            for (int j = free.Count - 1; j >= 0; j--)
            {
                PhysicalRange part = whole.Intersect(free[j]);
                if (!isOfBootServices && !part.IsEmpty)
                {
                    ulong size = Math.Min(part.SizeBytes, budgetBytes);
                    budgetBytes -= size;
                    part = new PhysicalRange(part.End - size, part.End);
                }
                if (!part.IsEmpty)
                {
                    chosen.Add(part);
                }
            }
        }
        LeaveOutOverlaps(map, ref chosen);
    }

    /// <summary>
    /// Of memory that two descriptors list, nobody knows whose it is: what a fill would destroy there would be blamed
    /// on a service that is innocent.
    /// </summary>
    private static void LeaveOutOverlaps(in MemoryMapView map, ref FreeMemory chosen)
    {
        bool ascends = map.IsAscending();
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            for (int j = i + 1; region.IsSound && j < map.Count; j++)
            {
                MemoryDescriptor other = map[j];
                if (ascends && other.PhysicalStart >= region.PhysicalEnd)
                {
                    break;
                }

                if (other.IsSound && region.Range.Overlaps(other.Range))
                {
                    chosen.Reserve(region.Range.Intersect(other.Range));
                }
            }
        }
    }
}
