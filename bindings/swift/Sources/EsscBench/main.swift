import Essc
print(regionName(region: "440100", language: .en))
